"""Six roles and one record of each kind, owned by a representative of team A: what the attacks need."""
import uuid

PASSWORD = "correct horse battery 9"
CANARY = "CANARY7f3a"


class Company:
    """`rep_a` owns the records; `mgr_a` leads the team; `rep_b` and `mgr_b` are of another one; `ro_api` only reads for `rep_a`."""

    def __init__(self, server):
        self.server = server
        self.admin = server.admin()
        self.ids, self.tokens = {}, {"admin": self.admin.token}
        teams = {name: self.made("teams", {"name": f"Attack {name}"}) for name in "ab"}
        for who, role, team in (("rep_a", "rep", "a"), ("rep_b", "rep", "b"), ("mgr_a", "manager", "a"), ("mgr_b", "manager", "b"), ("deactivated", "rep", "a")):
            self.user(who, role, teams[team])
        # A token makes no token: that needs somebody who signed in.
        signed_in = self.server.client().call("POST", "/session", {"email": self.email("rep_a"), "password": PASSWORD})
        secret = signed_in.headers["set-cookie"].split(";")[0].split("=", 1)[1]
        answer = self.server.client(secret).call("POST", "/me/tokens", {"name": "read only", "read_only": True, "days": 1})
        self.tokens["ro_api"] = next(v for v in (answer.json or {}).values() if isinstance(v, str) and len(v) > 30 and v != answer.json.get("id"))
        self.records = self.make_records()
        self.update("users", self.ids["deactivated"], {"active": False})

    def user(self, who, role, team):
        email = self.email(who)
        self.server.cli("user", "create", "--email", email, "--name", who, "--role", role, "--password-stdin", text=PASSWORD + "\n")
        found = self.admin.get("/users", filter={"field": "email", "op": "eq", "value": email}).json["data"]
        self.ids[who] = found[0]["id"]
        self.update("users", self.ids[who], {"team": team})
        self.tokens[who] = self.server.token(email)

    @staticmethod
    def email(who):
        return f"{who}@attack.example".replace("_", "-")

    def client(self, who):
        return self.server.client(self.tokens.get(who))

    def made(self, kind, body, client=None):
        answer = (client or self.admin).call("POST", f"/{kind}", body)
        if answer.status != 201:
            raise SystemExit(f"POST /{kind} {body}: {answer}")
        return answer.json["id"]

    def update(self, kind, id_, body):
        version = self.admin.get(f"/{kind}/{id_}").json["version"]
        answer = self.admin.call("PATCH", f"/{kind}/{id_}", body, {"If-Match": f'"{version}"'})
        if answer.status != 200:
            raise SystemExit(f"PATCH /{kind} {body}: {answer}")

    def make_records(self):
        """Everything holds the canary and its kind in a text that lists and search would show."""
        rep = self.client("rep_a")
        product = self.admin.get("/products", limit=1).json["data"][0]["id"]
        made = {}
        def add(kind, body):
            made[kind] = self.made(kind, body, rep)
        add("accounts", {"name": f"{CANARY}accounts"})
        add("contacts", {"name": f"{CANARY}contacts", "account": made["accounts"], "phone": "13800138777"})
        add("opportunities", {"name": f"{CANARY}opportunities", "account": made["accounts"], "amount": "77777.77", "currency": "CNY"})
        add("leads", {"name": f"{CANARY}leads", "phone": "13800138778"})
        add("stakeholders", {"opportunity": made["opportunities"], "contact": made["contacts"], "concern": f"{CANARY}stakeholders"})
        add("line_items", {"opportunity": made["opportunities"], "product": product, "quantity": "1", "description": f"{CANARY}line_items"})
        add("activities", {"kind": "call", "at": "2026-11-20T02:00:00Z", "body": f"{CANARY}activities", "opportunity": made["opportunities"]})
        add("tasks", {"title": f"{CANARY}tasks", "opportunity": made["opportunities"]})
        add("notes", {"body": f"{CANARY}notes", "opportunity": made["opportunities"]})
        other = self.made("accounts", {"name": "Another company of theirs"}, rep)
        add("affiliations", {"contact": made["contacts"], "account": other, "title": f"{CANARY}affiliations"})
        return made


def random_id():
    return str(uuid.uuid4())
