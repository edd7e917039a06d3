"""Chinese text as the finders see it: tokens on jieba's dictionary, paragraphs and pieces."""
