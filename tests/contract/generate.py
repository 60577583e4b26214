"""schemathesis, whose strategies do not describe themselves: to tell a lambda in words Hypothesis parses the file that it stands in, and deep within
a description of many levels that overflows the parser of Python 3.11."""

import sys

import hypothesis.internal.lambda_sources
from schemathesis.cli import schemathesis

hypothesis.internal.lambda_sources.lambda_description = lambda _: "lambda"

if __name__ == "__main__":
    sys.exit(schemathesis())
