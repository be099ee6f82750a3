"""The least a FastAPI application on Azure Functions can be: the yardstick of `bench.cold_start`."""

import azure.functions as func
from fastapi import FastAPI

api = FastAPI()


@api.get("/api/health")
async def health() -> dict[str, str]:
    return {"status": "ok"}


app = func.AsgiFunctionApp(app=api, http_auth_level=func.AuthLevel.ANONYMOUS)
