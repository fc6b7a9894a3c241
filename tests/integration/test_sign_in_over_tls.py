"""The whole way in with real processes: a person added in the shell signs in over TLS."""

from __future__ import annotations

import os
import re
import signal
import socket
import ssl
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ROOT = Path(__file__).parents[2]
PASSWORD = "a quiet harbour at dawn"
NAME = "localhost"


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate for this machine and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = tmp_path / "cert.pem", tmp_path / "key.pem"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return files


def program(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "monitor", *map(str, arguments)]


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def test_a_person_added_in_the_shell_signs_in_over_tls_and_is_on_record(
    tmp_path: Path, certificate: tuple[Path, Path]
) -> None:
    data, port = tmp_path / "data", free_port()
    settings = {
        **os.environ,
        "SANCTIONS_MONITOR_DATA": str(data),
        "SANCTIONS_MONITOR_PUBLIC_URL": f"https://{NAME}:{port}",
    }
    add = program("users", "add", "an.admin", "--role", "administrator", "--password")
    subprocess.run(add, input=PASSWORD.encode(), env=settings, cwd=ROOT, check=True, timeout=120)
    cert, key = certificate
    serve = program("serve", "--host", "0.0.0.0", "--port", port, "--tls-cert", cert,
                    "--tls-key", key)  # fmt: skip
    with subprocess.Popen(serve, env=settings, cwd=ROOT, stdout=subprocess.PIPE) as server:
        try:
            assert server.stdout is not None
            assert server.stdout.readline().decode().endswith("/sign-in\n")
            _sign_in(f"https://{NAME}:{port}", ssl.create_default_context(cafile=str(cert)))
        finally:
            server.send_signal(signal.SIGTERM)
            assert server.wait(timeout=120) == 0
    verify = subprocess.run(
        program("audit", "verify"),
        check=False,
        env=settings,
        cwd=ROOT,
        capture_output=True,
        timeout=120,
    )
    assert verify.returncode == 0
    # Added, given a password, signed in, and a look at an alert that is not there leaves none.
    assert verify.stdout.startswith(b"3 entries are whole")


def _sign_in(base: str, trusted: ssl.SSLContext) -> None:
    with httpx.Client(base_url=base, verify=trusted, timeout=60) as browser:
        form = browser.get("/sign-in")
        assert form.headers["strict-transport-security"]
        token = re.search(r'name="csrf_token" value="([^"]+)"', form.text)
        assert token is not None
        fields = {"user_name": "an.admin", "password": PASSWORD, "csrf_token": token[1]}
        answer = browser.post("/sign-in", data=fields, headers={"Origin": base})
        assert answer.status_code == 303, answer.text
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-sanctions_monitor=")
        assert "secure" in cookie
        assert browser.get("/people").status_code == 200
        assert browser.get("/alerts/al_nothing").status_code == 404
