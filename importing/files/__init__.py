"""Reading what people upload: text and workbooks, refused with a sentence where they cannot be trusted."""
