"""A real mail server for tests: takes letters into a folder. Debian's python3-aiosmtpd.

mail_sink.py FOLDER PORT MODE    MODE is starttls, tls or plain; the folder holds server.pem and password
Refuses (550) recipients that the file `refused` names, and puts everybody off (451) while a file `busy` exists.
"""
import asyncio, json, pathlib, ssl, sys
from aiosmtpd.smtp import SMTP, AuthResult

folder, port, mode = pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        refused = folder / "refused"
        if refused.exists() and address in refused.read_text().split():
            return f"550 5.1.1 <{address}> no such mailbox"
        if (folder / "busy").exists():
            return f"451 4.7.1 <{address}> come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        letter = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "text": envelope.content.decode("ascii"),
            "is_secure": session.ssl is not None or mode == "tls",
            "user": session.auth_data and session.auth_data.login.decode(),
        }
        count = len(list(folder.glob("letter-*")))
        (folder / f"letter-{count:03}").write_text(json.dumps(letter))
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    good = data.login == b"notes" and data.password.decode() == (folder / "password").read_text()
    return AuthResult(success=good, handled=False, auth_data=data)


def make():
    if mode == "plain":
        return SMTP(Handler(), hostname="localhost", auth_require_tls=False)
    secure = {"tls_context": context, "require_starttls": True} if mode == "starttls" else {"auth_require_tls": False}
    return SMTP(Handler(), hostname="localhost", authenticator=authenticate, auth_required=True, **secure)


async def serve():
    server = await asyncio.get_running_loop().create_server(
        make, "127.0.0.1", port, ssl=context if mode == "tls" else None
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if mode != "plain":
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
asyncio.run(serve())
