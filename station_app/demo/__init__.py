"""A synthetic commune to try the product on; none of its people exist."""
