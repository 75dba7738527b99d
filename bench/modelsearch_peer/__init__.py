"""modelsearch, the search of Wagtail, on the records of the benchmark; in an environment of its own."""
