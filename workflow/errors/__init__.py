"""All that can be refused, and what a person is told: `from workflow.errors import NotFound`.

A new refusal is a class in the module of its subject; its docstring is the message.
"""

from workflow.errors.access import *
from workflow.errors.answers import *
from workflow.errors.consent import *
from workflow.errors.files import *
from workflow.errors.forms import *
from workflow.errors.joining import *
from workflow.errors.outside import *
from workflow.errors.roots import *
from workflow.errors.times import *
