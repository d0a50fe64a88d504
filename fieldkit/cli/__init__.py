"""The headless client: the whole job without a window, in JSON where asked; a contract."""
