//! The customers: companies, some of them in groups, and the people there.

use kernel::{Id, IdSource};
use serde_json::json;

use super::dice::Dice;
use super::story::{Happening, What, members};
use super::words::{Title, Words};
use super::workdays::Workdays;
use super::{Member, Size};

/// A customer.
#[derive(Clone, Debug)]
pub(super) struct Customer {
    pub id: Id,
    pub name: String,
    /// How one names their line.
    pub line: String,
    pub owner: Id,
    /// The point at which we got to know it.
    pub since: f64,
    /// Who uses, who decides, who buys.
    pub people: Vec<Known>,
    /// How much it buys, compared with others.
    pub weight: f64,
    /// A company that is there for its members only.
    pub is_group: bool,
}

/// Somebody at a customer.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub id: Id,
    /// How one speaks of them.
    pub who: String,
}

/// Makes customers.
pub(super) struct Founder<'w> {
    pub words: &'w Words,
    pub dice: Dice,
    pub days: &'w Workdays,
    pub ids: &'w dyn IdSource,
    pub out: Vec<Happening>,
    pub reps: Vec<(Member, usize)>,
    taken: Vec<String>,
}

impl<'w> Founder<'w> {
    pub fn new(words: &'w Words, days: &'w Workdays, ids: &'w dyn IdSource, reps: Vec<(Member, usize)>) -> Self {
        Self {
            words,
            dice: Dice::new(600),
            days,
            ids,
            out: Vec::new(),
            reps,
            taken: vec![words.say(&words.texts.hero.company).to_owned()],
        }
    }

    /// As many as the size says, known before `until` at the latest.
    pub fn customers(&mut self, size: &Size) -> Vec<Customer> {
        let mut customers: Vec<Customer> = Vec::new();
        let groups = size.accounts / 30;
        for n in 0..size.accounts {
            // The first ones are groups, followed by their members.
            let group = if n < groups {
                None
            } else {
                (n - groups < groups * 2).then(|| (n - groups) / 2)
            };
            let above = group.and_then(|g| customers.get(g).cloned());
            // Now and then the second member belongs to the first.
            let between = group.filter(|g| g % 3 == 0 && (n - groups) % 2 == 1);
            let parent = match between {
                Some(_) => customers.last().map(|c| c.id),
                None => above.as_ref().map(|a| a.id),
            };
            let customer = self.customer(n, n < groups, above.as_ref(), parent, size);
            customers.push(customer);
        }
        self.further(&customers, groups);
        customers
    }

    /// Some people have a say at a second company: those who buy for a member of a group, and advisers.
    fn further(&mut self, customers: &[Customer], groups: usize) {
        let mut dice = Dice::new(37);
        for (n, customer) in customers.iter().enumerate().skip(groups) {
            let member = n < groups * 3;
            let (second, posts) = if member {
                (customers.get((n - groups) / 2), &self.words.names.posts.group)
            } else if dice.chance(0.04) {
                // Of the same rep's, so that both are seen.
                let others = customers.iter().skip(groups * 3);
                let near: Vec<&Customer> = others
                    .filter(|c| c.owner == customer.owner && c.id != customer.id)
                    .collect();
                let one = if near.is_empty() { None } else { Some(*dice.of(&near)) };
                (one, &self.words.names.posts.other)
            } else {
                continue;
            };
            let (Some(second), Some(known)) = (second, customer.people.last()) else {
                continue;
            };
            let point = customer.since.max(second.since) + 0.1;
            let at = self.days.at(point);
            let since = self.days.day(point).plus(-dice.between(60.0, 900.0) as i32);
            let body = json!({ "contact": known.id, "account": second.id, "title": self.words.say(dice.of(posts)),
                "since": since.to_string() });
            let id = self.ids.next(at);
            self.out.push(Happening {
                at,
                by: customer.owner,
                what: What::Make {
                    object: "affiliations",
                    id,
                    body: members(body),
                },
            });
        }
    }

    fn customer(
        &mut self,
        n: usize,
        is_group: bool,
        above: Option<&Customer>,
        parent: Option<Id>,
        size: &Size,
    ) -> Customer {
        let dice = &mut self.dice;
        let drawn = dice.below(self.reps.len());
        // Who signs in first has a group.
        let first = self.reps.iter().position(|(m, _)| m.email == "rep@demo.example");
        let (rep, region) = self.reps[first.filter(|_| n == 0).unwrap_or(drawn)].clone();
        let region = &self.words.names.regions[region];
        let trade = dice.of(&self.words.names.trades);
        let city = dice.of(&region.cities);
        let space = if self.words.lang == kernel::Lang::Zh { "" } else { " " };
        let name = loop {
            let (brand, member) = (dice.of(&self.words.names.brands), dice.of(&self.words.names.members));
            let say = |text| self.words.say(text);
            let name = match above {
                Some(above) => {
                    let stem = above.name.replace(say(&self.words.names.group), "");
                    let trade = if self.taken.iter().any(|t| t.starts_with(stem.trim())) && dice.chance(0.5) {
                        member
                    } else {
                        &trade.name
                    };
                    [stem.trim(), say(trade)].join(space)
                }
                None if is_group => [say(brand), say(&self.words.names.group)].join(space),
                None => [say(city), say(brand), say(&trade.name)].join(space),
            };
            if !self.taken.contains(&name) {
                break name;
            }
            if is_group || above.is_some() {
                let name = [say(city), &name].join(space);
                if !self.taken.contains(&name) {
                    break name;
                }
            }
        };
        self.taken.push(name.clone());
        // Two of three were there from the beginning.
        let since = if dice.chance(0.6) || above.is_some() || is_group {
            dice.between(0.0, 12.0)
        } else {
            dice.between(12.0, self.days.now() * 0.92)
        };
        let owner = above.map_or(rep.id, |a| a.owner);
        let at = self.days.at(since);
        let id = self.ids.next(at);
        let tier = dice.weighed(&[("A", 0.15), ("B", 0.35), ("C", 0.5)]);
        let employees = dice.around(if tier == "A" { 900.0 } else { 260.0 }, 0.6) as i64 / 10 * 10 + 20;
        let street = self.words.say(dice.of(&self.words.names.streets)).to_owned();
        let number = 8 + dice.below(900);
        let address = if space.is_empty() {
            format!("{}市{street}{number}号", self.words.say(city))
        } else {
            format!("{number} {street}, {}", self.words.say(city))
        };
        let body = json!({ "name": name, "industry": self.words.say(&trade.industry), "region": self.words.say(&region.name), "tier": tier,
            "parent": parent, "phone": landline(dice), "website": format!("https://www.c{n:03}.example"),
            "address": address, "employees": employees, "revenue": format!("{}.00", employees * (200 + dice.below(600) as i64) * 1_000),
            "founded_year": 1988 + dice.below(30), "source": self.words.say(dice.of(&self.words.names.sources)) });
        self.out.push(Happening {
            at,
            by: owner,
            what: What::Make {
                object: "accounts",
                id,
                body: members(body),
            },
        });
        let mut customer = Customer {
            id,
            name,
            line: self.words.say(&trade.line).to_owned(),
            owner,
            since,
            people: Vec::new(),
            weight: if is_group {
                0.0
            } else {
                // Groups buy more than others.
                let grouped = if above.is_some() { 1.5 } else { 1.0 };
                self.dice.around(1.0, 0.8) * grouped * if tier == "A" { 2.2 } else { 1.0 }
            },
            is_group,
        };
        for role in 0..size.contacts {
            customer.people.push(self.contact(&customer, role, n));
        }
        customer
    }

    fn contact(&mut self, customer: &Customer, role: usize, n: usize) -> Known {
        let words = self.words;
        let titles = &words.names.titles;
        let title: &Title = self.dice.of(match role % 3 {
            0 => &titles.user,
            1 => &titles.decider,
            _ => &titles.buyer,
        });
        let (name, who) = words.person(&mut self.dice, title);
        let known = Named { name, who, title };
        self.meet(customer, role, n, &known)
    }

    /// Adds a person with a name of their own.
    pub fn meet(&mut self, customer: &Customer, role: usize, n: usize, named: &Named<'_>) -> Known {
        let at = self.days.at(customer.since + 0.002 * (role as f64 + 1.0));
        let id = self.ids.next(at);
        let channel = self.dice.weighed(&[("phone", 0.5), ("wechat", 0.35), ("email", 0.15)]);
        let body = json!({ "name": named.name, "account": customer.id, "title": self.words.say(&named.title.name),
            "department": self.words.say(&named.title.department), "phone": mobile(&mut self.dice),
            "email": format!("p{role}@c{n:03}.example"), "preferred_channel": channel });
        self.out.push(Happening {
            at,
            by: customer.owner,
            what: What::Make {
                object: "contacts",
                id,
                body: members(body),
            },
        });
        Known {
            id,
            who: named.who.clone(),
        }
    }
}

/// A name, how one speaks of them, and what they are.
pub(super) struct Named<'w> {
    pub name: String,
    pub who: String,
    pub title: &'w Title,
}

/// A mobile number.
pub(super) fn mobile(dice: &mut Dice) -> String {
    format!(
        "1{}{:04}{:04}",
        30 + dice.below(10),
        dice.below(10_000),
        dice.below(10_000)
    )
}

fn landline(dice: &mut Dice) -> String {
    format!(
        "0{}-{}{:06}",
        510 + dice.below(80),
        60 + dice.below(30),
        dice.below(1_000_000)
    )
}
