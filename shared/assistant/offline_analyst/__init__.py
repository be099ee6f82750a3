"""An analyst without a language model: it recognises the question, calls tools, writes sentences.

question  ->  language (English; others join in as one more module)  ->  Asked
Asked     ->  a chapter of `chapters/`: tool calls, then Markdown
"""
