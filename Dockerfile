# syntax=docker/dockerfile:1

# The first stage has compilers' worth of tools (node among them) and is thrown away.
FROM python:3.13-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
RUN python -m venv /opt/onevoice
COPY requirements.txt requirements-node.txt ./
RUN /opt/onevoice/bin/pip install --require-hashes -r requirements.txt \
 && pip install --require-hashes -r requirements.txt -r requirements-node.txt
COPY pyproject.toml hatch_build.py README.md LICENSE ./
COPY frontend frontend
COPY onevoice onevoice
COPY webapp webapp
COPY worker worker
COPY workflow workflow
# The wheel carries the built style sheets and scripts, so that the last stage needs no node.
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
 && test -f webapp/static/built/.fingerprint \
 && /opt/onevoice/bin/pip install --no-deps /wheels/*.whl \
 && /opt/onevoice/bin/pip uninstall -y uv hatchling pip

FROM python:3.13-slim-bookworm
# The letters of all six languages of the United Nations, for PDFs.
RUN apt-get update \
 && apt-get install -y --no-install-recommends fonts-noto-core fonts-noto-cjk \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --create-home --home-dir /var/lib/onevoice onevoice
COPY --from=build /opt/onevoice /opt/onevoice
ENV PATH=/opt/onevoice/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /var/lib/onevoice
USER onevoice
EXPOSE 8080
CMD ["gunicorn", "webapp.wsgi:app", "--bind", "0.0.0.0:8080"]
