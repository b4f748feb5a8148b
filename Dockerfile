# One image for migrate, web, worker and beat: the command names the role.
FROM python:3.13-slim AS environment
COPY requirements/service.txt /
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --only-binary :all: --require-hashes -r /service.txt

FROM python:3.13-slim
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    BIND=0.0.0.0 PORT=8000 DATA_DIR=/tmp LOG_FORMAT=json
WORKDIR /srv/tracker
COPY --from=environment /opt/venv /opt/venv
COPY manage.py pyproject.toml ./
COPY tracker tracker
COPY api api
COPY claims claims
RUN groupadd --gid 10001 tracker && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp tracker \
 && install -d -o 10001 -g 10001 -m 700 /exports
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["python", "-m", "tracker", "healthy", "web"]
ENTRYPOINT ["python", "-m", "tracker"]
CMD ["web"]
