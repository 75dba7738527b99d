"""The pages that gather kinds: each a search with one thing fixed, such as a theme, a council or a source."""
