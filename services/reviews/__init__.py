"""Reviews: the Practice Review Group's work, from a rapid review to what is commissioned."""
