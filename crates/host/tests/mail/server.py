"""A mail server for tests: `server.py FOLDER [PORT]`. It says on which port it listens, and ends when its input does.

What it takes is in FOLDER/taken.jsonl, a mail a line. In the folder, before it starts or while it runs:
  refused   addresses that it refuses (550), a line each
  deferred  addresses that it doesn't take yet (451)
  unsure    it takes one mail, and says that it hasn't (451)
  user      a user and a password, a line each, without which it takes nothing
  tls       `starttls` or `tls`: it is encrypted, by the authority in FOLDER/ca.pem
"""

import email
import email.policy
import json
import logging
import pathlib
import ssl
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

folder = pathlib.Path(sys.argv[1])
port = int(sys.argv[2]) if len(sys.argv) > 2 else 0


def lines(name):
    file = folder / name
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def tls_context():
    import trustme

    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    return context


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in lines("refused"):
            return "550 5.1.1 No such mailbox"
        if address in lines("deferred"):
            return "451 4.7.1 Come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        parts = {part.get_content_type(): part for part in mail.walk() if not part.is_multipart()}
        taken = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "encrypted": server.transport.get_extra_info("ssl_object") is not None,
            "user": (session.auth_data.login.decode() if session.authenticated else None),
            "type": mail.get_content_type(),
            "headers": {name.lower(): str(value) for name, value in mail.items()},
            "charsets": {kind: part.get_content_charset() for kind, part in parts.items()},
            "parts": {
                kind: part.get_content().replace("\r\n", "\n") for kind, part in parts.items()
            },
            "raw": envelope.content.decode("ascii"),
        }
        with open(folder / "taken.jsonl", "a", encoding="utf-8") as file:
            file.write(json.dumps(taken) + "\n")
        unsure = folder / "unsure"
        if unsure.exists():
            unsure.unlink()
            return "451 4.3.0 Something went wrong"
        return "250 OK"


class OnFreePort(Controller):
    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def authenticates(server, session, envelope, mechanism, data):
    given = [data.login.decode(), data.password.decode()]
    return AuthResult(success=given == lines("user"), handled=False, auth_data=data)


def main():
    # That clients break off is what some tests are about.
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    tls = "".join(lines("tls"))
    context = tls_context() if tls else None
    asks = bool(lines("user"))
    controller = OnFreePort(
        Handler(),
        hostname="127.0.0.1",
        port=port,
        ssl_context=context if tls == "tls" else None,
        tls_context=context if tls == "starttls" else None,
        require_starttls=tls == "starttls",
        authenticator=authenticates if asks else None,
        auth_required=asks,
        # Of a connection that is encrypted from its first byte, it doesn't know that it is.
        auth_require_tls=tls == "starttls",
    )
    controller.start()
    print(controller.port, flush=True)
    sys.stdin.read()
    controller.stop(no_assert=True)


main()
