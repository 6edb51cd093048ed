//! Conditions and rights as SQL. There is no other way from an object to its rows, and each needs a [`Cx`].

use records::{Access, Action, Bound, Cmp, Cx, FieldDef, FieldType, ObjectDef, Scope, Test, Value};

use crate::Dialect;
use crate::sql::{Alias, Sql};
use crate::value::Val;

/// Writes conditions for one asker and one database.
#[derive(Clone, Copy)]
pub(crate) struct Compiler<'a> {
    pub cx: &'a Cx,
    pub dialect: Dialect,
}

pub(crate) fn val(value: &Value) -> Val {
    match value {
        Value::Null => Val::Null,
        Value::Bool(b) => Val::Bool(*b),
        Value::Int(n) => Val::I64(*n),
        Value::Text(text) => Val::Text(text.clone()),
        Value::Id(id) => (*id).into(),
        Value::List(keys) => Val::Json(serde_json::to_string(keys).unwrap_or_default()),
        Value::Json(json) => Val::Json(json.clone()),
    }
}

impl Compiler<'_> {
    /// `alias` is a living row of the asker's workspace that they may act on so.
    pub fn visible(&self, sql: &mut Sql, object: &ObjectDef, alias: Alias, action: Action) {
        self.living(sql, alias);
        self.reach(sql, object, alias, action);
    }

    /// Adds ` AND (…)` for how far the asker's `action` reaches; nothing if it reaches everything.
    pub fn reach(&self, sql: &mut Sql, object: &ObjectDef, alias: Alias, action: Action) {
        let scope = self.cx.rights.object(object.key).scope(action);
        self.within(sql, object, alias, scope, true);
    }

    /// `alias` is a row of the asker's workspace that isn't in the recycle bin.
    pub fn living(&self, sql: &mut Sql, alias: Alias) {
        sql.col(alias, "workspace_id").push(" = ").bind(self.cx.workspace.id);
        sql.push(" AND ").col(alias, "deleted_at").push(" IS NULL");
    }

    fn within(&self, sql: &mut Sql, object: &ObjectDef, alias: Alias, scope: Scope, check_parent: bool) {
        if scope == Scope::None {
            sql.push(" AND FALSE");
            return;
        }
        match &object.access {
            Access::Workspace => {}
            Access::Owned if scope == Scope::All => {}
            Access::Owned => {
                sql.push(" AND (");
                self.owned(sql, alias, scope);
                sql.push(")");
            }
            Access::Personal => {
                sql.push(" AND (").col(alias, "owner").push(" = ").bind(self.me());
                sql.push(" OR ").col(alias, "shared").push(")");
            }
            Access::Via(parents) if check_parent => {
                sql.push(" AND ");
                self.parents(sql, object, alias, parents, scope);
            }
            Access::Via(_) => {}
            Access::Asked { parents, seats, person } => {
                sql.push(" AND (").col(alias, "created_by").push(" = ").bind(self.me());
                sql.push(" OR ");
                self.named(sql, object, alias, seats, person);
                sql.push(" OR ");
                self.parents(sql, object, alias, parents, scope);
                sql.push(")");
            }
        }
    }

    /// The first parent that is set may be seen, and `scope` reaches it.
    fn parents(&self, sql: &mut Sql, object: &ObjectDef, alias: Alias, parents: &[&'static str], scope: Scope) {
        sql.push("CASE");
        for parent in parents {
            sql.push(" WHEN ").col(alias, parent).push(" IS NOT NULL THEN ");
            self.parent(sql, object, alias, parent, scope);
        }
        sql.push(" ELSE FALSE END");
    }

    /// A record of the collection names the asker.
    fn named(&self, sql: &mut Sql, object: &ObjectDef, alias: Alias, seats: &str, person: &'static str) {
        let of = object.collection(seats);
        let Some((of, target)) = of.and_then(|c| Some((c, self.cx.registry.object(c.object)?))) else {
            sql.push("FALSE");
            return;
        };
        let seat = self.exists(sql, target, |sql, seat| {
            sql.col(seat, of.field).push(" = ").col(alias, "id");
        });
        self.living(sql, seat);
        sql.push(" AND ").col(seat, person).push(" = ").bind(self.me());
        self.end_exists(sql);
    }

    /// The parent that `field` refers to may be seen, and `scope` reaches it.
    fn parent(&self, sql: &mut Sql, object: &ObjectDef, alias: Alias, field: &'static str, scope: Scope) {
        let Some(target) = object.target(field).and_then(|key| self.cx.registry.object(key)) else {
            sql.push("FALSE");
            return;
        };
        let reach = scope.min(self.cx.rights.object(target.key).read);
        let inner = self.exists(sql, target, |sql, inner| {
            sql.col(inner, "id").push(" = ").col(alias, field);
        });
        self.living(sql, inner);
        self.within(sql, target, inner, reach, true);
        self.end_exists(sql);
    }

    fn owned(&self, sql: &mut Sql, alias: Alias, scope: Scope) {
        sql.col(alias, "owner").push(" = ").bind(self.me());
        let teams = self.teams(scope);
        if !teams.is_empty() {
            sql.push(" OR ")
                .col(alias, "team")
                .push(" IN (")
                .list(teams, ", ", |sql, team| {
                    sql.bind(team);
                });
            sql.push(")");
        }
    }

    /// The teams whose records `scope` reaches.
    pub fn teams(&self, scope: Scope) -> Vec<kernel::Id> {
        match scope {
            Scope::Team => self.cx.team.into_iter().collect(),
            Scope::Below => self.cx.teams_below.to_vec(),
            _ => Vec::new(),
        }
    }

    fn me(&self) -> kernel::Id {
        self.cx.user.unwrap_or(kernel::Id::NONE)
    }

    /// Opens `EXISTS (SELECT 1 FROM …  WHERE <join> AND `.
    fn exists(&self, sql: &mut Sql, object: &ObjectDef, join: impl FnOnce(&mut Sql, Alias)) -> Alias {
        let inner = sql.alias();
        sql.push("EXISTS (SELECT 1 FROM ")
            .table(object.table, inner)
            .push(" WHERE ");
        join(sql, inner);
        sql.push(" AND ");
        sql.nested += 1;
        inner
    }

    /// Closes what [`exists`](Self::exists) opened. PostgreSQL joins nested ones in an order of its own, which can take
    /// minutes where looking them up one in another takes a millisecond; OFFSET keeps it from that.
    fn end_exists(&self, sql: &mut Sql) {
        sql.nested -= 1;
        let fenced = sql.nested > 0 && self.dialect == Dialect::Postgres;
        sql.push(if fenced { " OFFSET 0)" } else { ")" });
    }

    /// Writes a condition as an expression that is true exactly where it holds (elsewhere false or null).
    pub fn condition(&self, sql: &mut Sql, condition: &Bound<'_>, alias: Alias) {
        match condition {
            Bound::All(items) => self.joined(sql, items, alias, " AND ", "TRUE"),
            Bound::Any(items) => self.joined(sql, items, alias, " OR ", "FALSE"),
            Bound::Not(inner) => {
                sql.push("((");
                self.condition(sql, inner, alias);
                sql.push(") IS NOT TRUE)");
            }
            Bound::Through { field, object, inner } => {
                let target = self.exists(sql, object, |sql, target| {
                    sql.col(target, "id").push(" = ").col(alias, field.key);
                });
                self.visible(sql, object, target, Action::Read);
                sql.push(" AND ");
                self.condition(sql, inner, target);
                self.end_exists(sql);
            }
            Bound::Exists {
                collection,
                object,
                inner,
            } => {
                let target = self.exists(sql, object, |sql, target| {
                    sql.col(target, collection.field).push(" = ").col(alias, "id");
                });
                self.living(sql, target);
                // A child whose access parent is this very row is visible because the row is, unless the asker sees
                // fewer children than parents.
                let scope = self.cx.rights.object(object.key).read;
                let as_far = object
                    .target(collection.field)
                    .is_some_and(|parent| self.cx.rights.object(parent).read <= scope);
                let via_this =
                    matches!(&object.access, Access::Via(parents) if parents.first() == Some(&collection.field));
                self.within(sql, object, target, scope, !(via_this && as_far));
                sql.push(" AND ");
                self.condition(sql, inner, target);
                self.end_exists(sql);
            }
            Bound::Leaf { field, test } => match field.ty {
                FieldType::Reference(target) if field.key != "id" && !self.cx.is_system() => {
                    self.reference(sql, alias, field, target, test);
                }
                _ => self.test(sql, alias, field.key, test),
            },
        }
    }

    /// A reference is null here where it reads null: where it leads to what the asker may not see. Otherwise a filter would
    /// tell whose record it is.
    fn reference(&self, sql: &mut Sql, alias: Alias, field: &FieldDef, target: &str, test: &Test) {
        let Some(object) = self.cx.registry.object(target) else {
            sql.push("FALSE");
            return;
        };
        // Of themselves and of their team everybody knows.
        let own = match target {
            "users" => self.cx.user,
            "teams" => self.cx.team,
            _ => None,
        };
        let is_own = |value: &Value| own.is_some_and(|own| *value == Value::Id(own));
        match test {
            Test::Compare(Cmp::Eq, value) if is_own(value) => self.test(sql, alias, field.key, test),
            Test::Compare(Cmp::Eq, value) => {
                sql.push("(");
                self.test(sql, alias, field.key, test);
                // The same for every row, so it is asked once.
                sql.push(" AND ");
                self.seen(sql, object, |sql| {
                    sql.bind(val(value));
                });
                sql.push(")");
            }
            Test::Empty => {
                sql.push("(");
                self.test(sql, alias, field.key, test);
                sql.push(" OR NOT ");
                self.seen_or_own(sql, object, alias, field, own);
                sql.push(")");
            }
            _ => {
                sql.push("(");
                self.test(sql, alias, field.key, test);
                sql.push(" AND ");
                self.seen_or_own(sql, object, alias, field, own);
                sql.push(")");
            }
        }
    }

    fn seen_or_own(&self, sql: &mut Sql, object: &ObjectDef, alias: Alias, field: &FieldDef, own: Option<kernel::Id>) {
        sql.push("(");
        if let Some(own) = own {
            sql.col(alias, field.key).push(" = ").bind(own).push(" OR ");
        }
        self.seen(sql, object, |sql| {
            sql.col(alias, field.key);
        });
        sql.push(")");
    }

    /// The record whose id `id` writes may be seen.
    fn seen(&self, sql: &mut Sql, object: &ObjectDef, id: impl FnOnce(&mut Sql)) {
        let target = self.exists(sql, object, |sql, target| {
            sql.col(target, "id").push(" = ");
            id(sql);
        });
        self.visible(sql, object, target, Action::Read);
        self.end_exists(sql);
    }

    fn joined(&self, sql: &mut Sql, items: &[Bound<'_>], alias: Alias, word: &'static str, none: &'static str) {
        if items.is_empty() {
            sql.push(none);
            return;
        }
        sql.push("(")
            .list(items, word, |sql, item| self.condition(sql, item, alias))
            .push(")");
    }

    fn test(&self, sql: &mut Sql, alias: Alias, column: &'static str, test: &Test) {
        match test {
            Test::Empty => {
                sql.col(alias, column).push(" IS NULL");
            }
            Test::Compare(cmp, value) => {
                let sign = match cmp {
                    Cmp::Eq => " = ",
                    Cmp::Ne => " <> ",
                    Cmp::Lt => " < ",
                    Cmp::Lte => " <= ",
                    Cmp::Gt => " > ",
                    Cmp::Gte => " >= ",
                };
                sql.col(alias, column).push(sign).bind(val(value));
            }
            Test::In(values) => self.among(sql, alias, column, values, " IN (", "FALSE"),
            Test::NotIn(values) => {
                sql.push("(").col(alias, column).push(" IS NOT NULL AND ");
                self.among(sql, alias, column, values, " NOT IN (", "TRUE");
                sql.push(")");
            }
            Test::Range(from, to) => {
                sql.push("(").col(alias, column).push(" >= ").bind(*from);
                sql.push(" AND ").col(alias, column).push(" < ").bind(*to).push(")");
            }
            Test::Outside(from, to) => {
                sql.push("(").col(alias, column).push(" < ").bind(*from);
                sql.push(" OR ").col(alias, column).push(" >= ").bind(*to).push(")");
            }
            Test::Contains(part) => {
                let (open, close) = match self.dialect {
                    Dialect::Sqlite => ("instr(lower(", ")"),
                    Dialect::Postgres => ("strpos(lower(", ")"),
                };
                sql.push(open)
                    .col(alias, column)
                    .push("), ")
                    .bind(part.to_ascii_lowercase())
                    .push(close)
                    .push(" > 0");
            }
            Test::StartsWith(part) => {
                sql.push("substr(lower(")
                    .col(alias, column)
                    .push("), 1, ")
                    .number(part.chars().count());
                sql.push(") = ").bind(part.to_ascii_lowercase());
            }
            Test::Has(key) => match self.dialect {
                Dialect::Sqlite => {
                    sql.push("EXISTS (SELECT 1 FROM json_each(")
                        .col(alias, column)
                        .push(") WHERE value = ")
                        .bind(key.as_str())
                        .push(")");
                }
                Dialect::Postgres => {
                    sql.push("jsonb_exists(")
                        .col(alias, column)
                        .push(", ")
                        .bind(key.as_str())
                        .push(")");
                }
            },
        }
    }

    fn among(
        &self,
        sql: &mut Sql,
        alias: Alias,
        column: &'static str,
        values: &[Value],
        word: &'static str,
        none: &'static str,
    ) {
        if values.is_empty() {
            sql.push(none);
            return;
        }
        sql.col(alias, column).push(word).list(values, ", ", |sql, value| {
            sql.bind(val(value));
        });
        sql.push(")");
    }
}
