"""What people may ask about their own data: requests and their deadlines, consent, restriction, retention."""
