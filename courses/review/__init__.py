"""Review of modules: by whom and when they are looked through before and after they are published."""
