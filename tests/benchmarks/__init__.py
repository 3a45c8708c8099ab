"""What the project promises in milliseconds and bytes, measured on a station of 50,000 people."""
