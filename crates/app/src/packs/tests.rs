//! Whether what comes with a pack fits it.

use std::sync::Arc;

use kernel::{Calendar, Currency, Instant, Lang, WorkspaceId};
use records::{Condition, Cx, FieldType, Workspace, bind};

use super::extras::{read, with_sop};
use super::{TalkTrack, all, by_key};

fn cx() -> Cx {
    let workspace = Workspace {
        id: WorkspaceId(1),
        name: "x".to_owned(),
        currency: Currency::parse("CNY").unwrap(),
        calendar: Calendar::weekdays(chrono_tz::Asia::Shanghai),
        lang: Lang::Zh,
    };
    Cx::system(Arc::new(workspace), crate::registry(), Instant(0))
}

#[test]
fn extras_fit_their_sop() {
    let cx = cx();
    let kinds: Vec<&str> = match &cx.object(TalkTrack::OBJECT).unwrap().field(TalkTrack::kind).unwrap().ty {
        FieldType::Select(options) => options.iter().map(|o| o.key).collect(),
        other => panic!("{other:?}"),
    };
    for pack in all() {
        let document = sop::parse(pack.sop).unwrap().document;
        let extras = read(pack.extras).unwrap_or_else(|error| panic!("{}: {error:?}", pack.key));
        let mut keys = Vec::new();
        for track in &extras.talk_tracks {
            let stage = track.stage.as_deref().unwrap();
            assert!(document.stage(stage).is_some(), "{}: {stage}", pack.key);
            assert!(kinds.contains(&track.kind.as_str()), "{}: {}", pack.key, track.kind);
            assert!(!keys.contains(&&track.key), "{}: {}", pack.key, track.key);
            keys.push(&track.key);
        }
        for stage in &document.stages {
            let one = |t: &super::extras::Track| t.stage.as_deref() == Some(stage.key.as_str());
            assert!(
                extras.talk_tracks.iter().any(one),
                "{}: nothing to say in {}",
                pack.key,
                stage.key
            );
        }
        for view in &extras.views {
            let filter = with_sop(&view.filter, "0197a000-0000-7000-8000-000000000001");
            let condition = Condition::parse(&filter).unwrap();
            bind(&condition, cx.object(&view.object).unwrap(), &cx)
                .unwrap_or_else(|error| panic!("{}/{}: {error:?}", pack.key, view.key));
        }
    }
}

#[test]
fn packs_are_found_by_key() {
    assert!(all().iter().all(|p| by_key(p.key).is_some()));
    assert!(by_key("nothing").is_none());
}
