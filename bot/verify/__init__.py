"""What anyone may check: facts gathered once, told alike by the page `/verify`, the command and the messengers."""
