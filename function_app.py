"""What Azure indexes: the triggers, nothing else. Every cold start pays for what is imported."""

import azure.functions as func

from functions import queues, timers
from functions.http import trigger
from shared.platform.telemetry import configure_logging

configure_logging()

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
app.register_functions(trigger.blueprint)
app.register_functions(timers.blueprint)
app.register_functions(queues.blueprint)
