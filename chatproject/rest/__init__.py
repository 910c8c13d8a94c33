"""How the views of all apps read requests and answer them."""
