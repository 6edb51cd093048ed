//! The first migration of the record tables was written by `UPDATE_SCHEMA=1 cargo test -p app --test schema`.

#[test]
fn the_definitions_ask_for_tables() {
    let text = store::records::schema(app::registry().objects());
    assert!(text.contains("CREATE TABLE opportunity ("));
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        let head = "-- The records of the product, as their definitions asked for them.\n\n";
        std::fs::write("../../migrations/0002_records.sql", format!("{head}{text}")).unwrap();
    }
}
