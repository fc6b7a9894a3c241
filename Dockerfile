# syntax=docker/dockerfile:1
# Two stages: durable_rules is compiled in the first, and the second has neither compiler nor pip's cache.

FROM python:3.12-slim-bookworm AS build
RUN apt-get update && apt-get install --yes --no-install-recommends gcc libc6-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
RUN python -m venv /app
COPY requirements/build.lock requirements/runtime.lock requirements/
RUN /app/bin/pip install --no-cache-dir --require-hashes -r requirements/build.lock \
    && /app/bin/pip install --no-cache-dir --require-hashes --no-build-isolation -r requirements/runtime.lock
COPY . .
RUN /app/bin/pip install --no-cache-dir --no-deps --no-build-isolation . \
    && /app/bin/pip uninstall --yes --quiet setuptools wheel hatchling editables pip

FROM python:3.12-slim-bookworm
LABEL org.opencontainers.image.title="sanctions-monitor" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN useradd --system --uid 10001 --home-dir /data --create-home monitor
COPY --from=build /app /app
ENV PATH=/app/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    SANCTIONS_MONITOR_DATA=/data \
    SANCTIONS_MONITOR_LOG_FORMAT=json
USER 10001
WORKDIR /data
VOLUME /data
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["sanctions-monitor"]
# The desk refuses any other address than loopback until an administrator can sign in and traffic is encrypted
# (docs/people-and-access.md): run with --network host, or give --host 0.0.0.0 behind a proxy that speaks TLS.
CMD ["serve", "--port", "8000"]
