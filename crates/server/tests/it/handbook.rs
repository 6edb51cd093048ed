//! The handbook of an SOP: a PDF for those who may read the SOP.

use crate::kit::each;

#[test]
fn who_reads_an_sop_takes_it_away_on_paper() {
    each(async |kit| {
        let rep = kit.as_("rep");
        let versions = rep.get("/sop_versions").await.expect(200);
        let id = versions["data"][0]["id"].as_str().unwrap().to_owned();
        let reply = rep.get(&format!("/sop_versions/{id}/handbook")).await;
        assert_eq!(reply.header("content-type"), "application/pdf");
        assert!(reply.text().starts_with("%PDF-"));
        kit.nobody()
            .get(&format!("/sop_versions/{id}/handbook"))
            .await
            .problem(401, "unauthenticated");
        rep.get("/sop_versions/0196c223-b573-72b4-8d74-c4162df330d2/handbook")
            .await
            .problem(404, "not_found");
    });
}
