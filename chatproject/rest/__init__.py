"""Reading requests and rendering responses, for the views of all apps."""
