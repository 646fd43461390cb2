"""What all services of moto have in common."""

import json
import traceback
from xml.sax.saxutils import escape

from moto.core.responses import BaseResponse

from engine import reason
from gaps import gap
from repair import replaces


@replaces(BaseResponse, "call_action")
def call_action(call, self):
    """Without this what moto lacks is HTTP 500, which SDKs retry for 40 s and Terraform for minutes."""
    try:
        return call(self)
    except Exception as error:
        traceback.print_exc()
        operation = f"{self.service_name}:{self._get_action()}"
        gap("API failed", operation, "", reason(error)[:200])
        text = f"moto failed in {operation}: {reason(error)[:300]}"
        if "json" in str(self.headers.get("Content-Type", "")) or "X-Amz-Target" in self.headers:
            return 400, {"status": 400}, json.dumps({"__type": "EmulatorFailure", "message": text})
        body = f"<Error><Code>EmulatorFailure</Code><Message>{escape(text)}</Message></Error>"
        return 400, {"status": 400}, f"<ErrorResponse><Errors>{body}</Errors>{body}</ErrorResponse>"
