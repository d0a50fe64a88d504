"""Tables over pooled interviews: indicators and criteria, with n, N and unknowns shown."""
