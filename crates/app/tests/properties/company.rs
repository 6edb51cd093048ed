//! A company of random records in both databases, that many cases share.

use std::sync::Arc;

use records::{Cx, ObjectDef, ObjectRights, Registry, Rights, Scope, Value};
use store::records as rows;
use store::testing::TestDb;

use crate::choices::{Choices, cases, check};
use crate::plain::Plain;
use crate::sample::{ZONES, cx, dbs, registry};
use crate::values;

/// Cases that share a company.
const BATCH: u32 = 500;

/// The records and where they are.
pub struct Company<'a> {
    pub dbs: &'a [TestDb],
    pub registry: &'a Arc<Registry>,
    pub plain: Plain,
    pub number: i64,
}

/// Tries a property on companies of `records` records of the sample; `prepare` may change them before they are stored.
pub fn on_companies(
    usual: u32,
    size: usize,
    prepare: impl Fn(&Registry, &mut Plain),
    property: impl Fn(&mut Choices, &Company<'_>) -> Result<(), String>,
) {
    let (dbs, registry) = (dbs(), registry());
    let total = cases(usual);
    for batch in 0..total.div_ceil(BATCH) {
        let number = i64::from(batch) + 1;
        let mut plain = Plain::random(&mut Choices::seeded(u64::from(batch)), &registry);
        prepare(&registry, &mut plain);
        for db in &dbs {
            let cx = cx(&registry, number, ZONES[0]);
            plain.store(db, &cx);
            let faults = db.store.read_blocking(move |tx| {
                let opportunities = cx.object("opportunities")?;
                rows::check_totals(tx, &cx, opportunities, false)
            });
            assert_eq!(faults.unwrap(), Vec::<String>::new(), "{}", db.name);
        }
        let company = Company {
            dbs: &dbs,
            registry: &registry,
            plain,
            number,
        };
        check(BATCH.min(total - batch * BATCH), size, |c| {
            property(c, &company).map_err(|fault| format!("company {number}: {fault}"))
        });
    }
}

impl Company<'_> {
    /// Somebody of the company, who sees everything.
    pub fn asker(&self, c: &mut Choices) -> Cx {
        let mut cx = cx(self.registry, self.number, *c.pick(&ZONES));
        let some = |object: &str, c: &mut Choices| c.pick(&self.plain.0[object]).values[0].clone();
        if c.chance(80)
            && let (Value::Id(user), Value::Id(team)) = (some("users", c), some("teams", c))
        {
            (cx.user, cx.team) = (Some(user), Some(team));
        }
        cx
    }

    /// The same, but of one object they see no more than `scope`.
    pub fn narrowed(&self, c: &mut Choices, object: &str) -> Cx {
        let mut cx = self.asker(c);
        let scope = *c.pick(&[Scope::All, Scope::Own, Scope::Team, Scope::Below]);
        let below = self.plain.0["teams"].iter().filter(|_| c.chance(60));
        let below = below.filter_map(|team| match team.values[0] {
            Value::Id(id) => Some(id),
            _ => None,
        });
        cx.teams_below = Arc::new(
            cx.team
                .into_iter()
                .chain(below.filter(|id| Some(*id) != cx.team))
                .collect(),
        );
        let mut rights = Rights::full();
        let narrowed = ObjectRights {
            read: scope,
            ..ObjectRights::full()
        };
        rights.objects.insert(object.to_owned(), narrowed);
        cx.rights = Arc::new(rights);
        cx
    }

    /// An object, the sample first: it has every type.
    pub fn object(&self, c: &mut Choices) -> &ObjectDef {
        let objects = self.registry.objects();
        &objects[objects.len() - 1 - c.below(objects.len() * 2) % objects.len()]
    }
}

/// Moments between 1990 and 2050 only: within these the databases know when clocks change.
pub fn recent(registry: &Registry, plain: &mut Plain) {
    for object in registry.objects() {
        for (i, field) in object.fields.iter().enumerate() {
            if field.ty != records::FieldType::Instant {
                continue;
            }
            for record in plain.0.get_mut(object.key).into_iter().flatten() {
                if let Value::Int(at) = &mut record.values[i] {
                    *at = (*at).clamp(values::YEAR_1990, values::YEAR_2050);
                }
            }
        }
    }
}
