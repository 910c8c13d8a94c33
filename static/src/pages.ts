// The plain pages (sign-in, settings): what little script they need.
