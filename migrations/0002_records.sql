-- The records of the product, as their definitions asked for them.

CREATE TABLE opportunity (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    name @text NOT NULL,
    name_key @text NOT NULL,
    number @text,
    account @id,
    owner @id,
    team @id,
    amount @i64,
    currency @text,
    status @text,
    sop @id,
    sop_version @id,
    stage @text,
    phase @text,
    stage_entered_at @i64,
    next_step @text,
    next_due_at @i64,
    steps_done @i64,
    steps_required @i64,
    probability_stage @i64,
    probability_own @i64,
    health @text,
    health_due_at @i64,
    expected_close @i64,
    postponed @i64,
    engaged_on @i64,
    closed_on @i64,
    cycle_days @i64,
    loss_reason @text,
    loss_detail @text,
    source @text,
    competitor @text,
    pain @text,
    pain_amount @i64,
    budget @i64,
    decision_process @text,
    description @text,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX opportunity_number ON opportunity (workspace_id, number @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX opportunity_owner_stage_amount ON opportunity (workspace_id, owner @nulls_first, stage @nulls_first, amount @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX opportunity_owner_amount ON opportunity (workspace_id, owner @nulls_first, amount @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX opportunity_owner_next_due_at ON opportunity (workspace_id, owner @nulls_first, next_due_at @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX opportunity_team_stage_amount_owner ON opportunity (workspace_id, team @nulls_first, stage @nulls_first, amount @nulls_first, id, owner @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX opportunity_team_amount_owner ON opportunity (workspace_id, team @nulls_first, amount @nulls_first, id, owner @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX opportunity_team_next_due_at_owner ON opportunity (workspace_id, team @nulls_first, next_due_at @nulls_first, id, owner @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX opportunity_stage_amount ON opportunity (workspace_id, stage @nulls_first, amount @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX opportunity_health_due_at ON opportunity (workspace_id, health_due_at @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX opportunity_created_at ON opportunity (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX opportunity_updated_at ON opportunity (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX opportunity_name_key ON opportunity (workspace_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX opportunity_amount ON opportunity (workspace_id, amount @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX opportunity_stage_entered_at ON opportunity (workspace_id, stage_entered_at @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX opportunity_next_due_at ON opportunity (workspace_id, next_due_at @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX opportunity_health ON opportunity (workspace_id, health @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX opportunity_expected_close ON opportunity (workspace_id, expected_close @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX opportunity_closed_on ON opportunity (workspace_id, closed_on @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX opportunity_account ON opportunity (workspace_id, account @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX opportunity_bin ON opportunity (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE account (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    name @text NOT NULL,
    name_key @text NOT NULL,
    industry @text,
    region @text,
    tier @text,
    parent @id,
    head @id,
    phone @text,
    website @text,
    address @text,
    employees @i64,
    revenue @i64,
    currency @text,
    founded_year @i64,
    source @text,
    customer_since @i64,
    description @text,
    owner @id,
    team @id,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX account_owner_updated_at ON account (workspace_id, owner @nulls_first, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX account_team_updated_at ON account (workspace_id, team @nulls_first, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX account_created_at ON account (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX account_updated_at ON account (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX account_name_key ON account (workspace_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX account_tier ON account (workspace_id, tier @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX account_parent ON account (workspace_id, parent @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX account_head ON account (workspace_id, head @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX account_bin ON account (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE contact (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    name @text NOT NULL,
    name_key @text NOT NULL,
    account @id,
    title @text,
    department @text,
    phone @text,
    email @text,
    wechat @text,
    preferred_channel @text,
    birthday @i64,
    description @text,
    owner @id,
    team @id,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX contact_owner_updated_at ON contact (workspace_id, owner @nulls_first, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX contact_team_updated_at ON contact (workspace_id, team @nulls_first, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX contact_created_at ON contact (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX contact_updated_at ON contact (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX contact_name_key ON contact (workspace_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX contact_account ON contact (workspace_id, account @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX contact_bin ON contact (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE affiliation (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    contact @id NOT NULL,
    account @id NOT NULL,
    title @text,
    since @i64,
    until @i64,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX affiliation_created_at ON affiliation (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX affiliation_updated_at ON affiliation (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX affiliation_contact ON affiliation (workspace_id, contact) WHERE deleted_at IS NULL;
CREATE INDEX affiliation_account ON affiliation (workspace_id, account) WHERE deleted_at IS NULL;
CREATE INDEX affiliation_bin ON affiliation (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE lead (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    name @text NOT NULL,
    name_key @text NOT NULL,
    company @text,
    title @text,
    phone @text,
    email @text,
    wechat @text,
    source @text,
    basis @text,
    region @text,
    industry @text,
    need @text,
    amount @i64,
    currency @text,
    expected_close @i64,
    description @text,
    status @text,
    reason @text,
    reason_detail @text,
    response_due_at @i64,
    responded_at @i64,
    response_minutes @i64,
    assigned_at @i64,
    assigned_by @id,
    sop @id,
    sop_version @id,
    stage @text,
    next_step @text,
    next_due_at @i64,
    steps_done @i64,
    steps_required @i64,
    account @id,
    contact @id,
    opportunity @id,
    converted_at @i64,
    owner @id,
    team @id,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX lead_owner_status_created_at ON lead (workspace_id, owner @nulls_first, status @nulls_first, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_owner_created_at ON lead (workspace_id, owner @nulls_first, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_owner_response_due_at ON lead (workspace_id, owner @nulls_first, response_due_at @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_team_status_created_at_owner ON lead (workspace_id, team @nulls_first, status @nulls_first, created_at, id, owner @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX lead_team_created_at_owner ON lead (workspace_id, team @nulls_first, created_at, id, owner @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX lead_status_created_at ON lead (workspace_id, status @nulls_first, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_created_at ON lead (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_updated_at ON lead (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_name_key ON lead (workspace_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_amount ON lead (workspace_id, amount @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_response_due_at ON lead (workspace_id, response_due_at @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_next_due_at ON lead (workspace_id, next_due_at @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_converted_at ON lead (workspace_id, converted_at @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_assigned_by ON lead (workspace_id, assigned_by @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX lead_account ON lead (workspace_id, account @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX lead_contact ON lead (workspace_id, contact @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX lead_opportunity ON lead (workspace_id, opportunity @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX lead_bin ON lead (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE assignment_rule (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    name @text NOT NULL,
    name_key @text NOT NULL,
    position @i64,
    regions @text,
    person @id,
    team @id,
    respond_within @i64,
    active @bool,
    last @id,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX assignment_rule_created_at ON assignment_rule (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX assignment_rule_updated_at ON assignment_rule (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX assignment_rule_name_key ON assignment_rule (workspace_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX assignment_rule_position ON assignment_rule (workspace_id, position @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX assignment_rule_person ON assignment_rule (workspace_id, person @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX assignment_rule_team ON assignment_rule (workspace_id, team @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX assignment_rule_last ON assignment_rule (workspace_id, last @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX assignment_rule_bin ON assignment_rule (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE stakeholder (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    opportunity @id NOT NULL,
    contact @id NOT NULL,
    role @text,
    attitude @text,
    concern @text,
    met @bool,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX stakeholder_created_at ON stakeholder (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX stakeholder_updated_at ON stakeholder (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX stakeholder_opportunity ON stakeholder (workspace_id, opportunity) WHERE deleted_at IS NULL;
CREATE INDEX stakeholder_contact ON stakeholder (workspace_id, contact) WHERE deleted_at IS NULL;
CREATE INDEX stakeholder_bin ON stakeholder (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE line_item (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    opportunity @id NOT NULL,
    product @id NOT NULL,
    quantity @i64 NOT NULL,
    unit_price @i64,
    currency @text,
    discount @i64,
    description @text,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX line_item_created_at ON line_item (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX line_item_updated_at ON line_item (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX line_item_opportunity ON line_item (workspace_id, opportunity) WHERE deleted_at IS NULL;
CREATE INDEX line_item_product ON line_item (workspace_id, product) WHERE deleted_at IS NULL;
CREATE INDEX line_item_bin ON line_item (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE activity (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    kind @text NOT NULL,
    at @i64 NOT NULL,
    minutes @i64,
    reached @text,
    outcome @text,
    body @text,
    opportunity @id,
    account @id,
    contact @id,
    lead @id,
    owner @id,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX activity_created_at ON activity (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX activity_updated_at ON activity (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX activity_at ON activity (workspace_id, at, id) WHERE deleted_at IS NULL;
CREATE INDEX activity_opportunity ON activity (workspace_id, opportunity @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX activity_account ON activity (workspace_id, account @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX activity_contact ON activity (workspace_id, contact @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX activity_lead ON activity (workspace_id, lead @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX activity_owner ON activity (workspace_id, owner @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX activity_bin ON activity (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE task (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    title @text NOT NULL,
    kind @text,
    status @text NOT NULL,
    due_on @i64,
    due_at @i64,
    done_at @i64,
    opportunity @id,
    account @id,
    contact @id,
    lead @id,
    repeat @text,
    repeat_days @json,
    repeat_from @i64,
    next_task @id,
    remind @text,
    remind_at @i64,
    description @text,
    owner @id,
    team @id,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX task_owner_status_due_on ON task (workspace_id, owner @nulls_first, status, due_on @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX task_team_status_due_on ON task (workspace_id, team @nulls_first, status, due_on @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX task_created_at ON task (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX task_updated_at ON task (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX task_due_on ON task (workspace_id, due_on @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX task_opportunity ON task (workspace_id, opportunity @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX task_account ON task (workspace_id, account @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX task_contact ON task (workspace_id, contact @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX task_lead ON task (workspace_id, lead @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX task_next_task ON task (workspace_id, next_task @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX task_bin ON task (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE note (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    body @text NOT NULL,
    opportunity @id,
    account @id,
    contact @id,
    lead @id,
    task @id,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX note_created_at ON note (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX note_updated_at ON note (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX note_opportunity ON note (workspace_id, opportunity @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX note_account ON note (workspace_id, account @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX note_contact ON note (workspace_id, contact @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX note_lead ON note (workspace_id, lead @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX note_task ON note (workspace_id, task @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX note_bin ON note (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE product (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    name @text NOT NULL,
    name_key @text NOT NULL,
    code @text,
    kind @text,
    series @text,
    price @i64,
    currency @text,
    active @bool,
    description @text,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX product_code ON product (workspace_id, code @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX product_created_at ON product (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX product_updated_at ON product (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX product_name_key ON product (workspace_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX product_price ON product (workspace_id, price @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX product_bin ON product (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE saved_view (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    name @text NOT NULL,
    object @text NOT NULL,
    filter @json,
    sort @text,
    columns @json,
    position @i64,
    shared @bool,
    owner @id,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX saved_view_created_at ON saved_view (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX saved_view_updated_at ON saved_view (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX saved_view_position ON saved_view (workspace_id, position @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX saved_view_owner ON saved_view (workspace_id, owner @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX saved_view_bin ON saved_view (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE sop (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    name @text NOT NULL,
    name_en @text,
    key @text NOT NULL,
    object @text NOT NULL,
    current @id,
    preferred @bool,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX sop_key ON sop (workspace_id, key) WHERE deleted_at IS NULL;
CREATE INDEX sop_created_at ON sop (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX sop_updated_at ON sop (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX sop_bin ON sop (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE sop_version (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    name @text NOT NULL,
    name_en @text NOT NULL,
    sop @id NOT NULL,
    number @i64 NOT NULL,
    status @text NOT NULL,
    document @json NOT NULL,
    published_at @i64,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX sop_version_created_at ON sop_version (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX sop_version_updated_at ON sop_version (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX sop_version_bin ON sop_version (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE waiver (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    opportunity @id NOT NULL,
    stage @text NOT NULL,
    step @text NOT NULL,
    step_title @text NOT NULL,
    reason @text NOT NULL,
    status @text NOT NULL,
    decided_by @id,
    decided_at @i64,
    comment @text,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX waiver_created_at ON waiver (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX waiver_updated_at ON waiver (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX waiver_opportunity ON waiver (workspace_id, opportunity) WHERE deleted_at IS NULL;
CREATE INDEX waiver_decided_by ON waiver (workspace_id, decided_by @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX waiver_bin ON waiver (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE answer (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    opportunity @id NOT NULL,
    question @text NOT NULL,
    text @text,
    unknown_because @text,
    will_know_by @i64,
    thin @bool,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX answer_created_at ON answer (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX answer_updated_at ON answer (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX answer_opportunity ON answer (workspace_id, opportunity) WHERE deleted_at IS NULL;
CREATE INDEX answer_bin ON answer (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE stage_visit (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    subject @id NOT NULL,
    n @i64 NOT NULL,
    subject_object @text NOT NULL,
    sop_version @id NOT NULL,
    stage @text NOT NULL,
    entered_at @i64 NOT NULL,
    left_at @i64,
    how @text,
    forced @bool NOT NULL,
    on_time @i64 NOT NULL,
    late @i64 NOT NULL,
    left_out @i64 NOT NULL,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX stage_visit_created_at ON stage_visit (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX stage_visit_subject ON stage_visit (workspace_id, subject) WHERE deleted_at IS NULL;
CREATE INDEX stage_visit_bin ON stage_visit (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE app_user (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    name @text NOT NULL,
    name_key @text NOT NULL,
    email @text NOT NULL,
    phone @text,
    title @text,
    team @id,
    role @id NOT NULL,
    active @bool,
    lang @text,
    theme @text,
    digest_at @text,
    last_seen_at @i64,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX app_user_email ON app_user (workspace_id, email) WHERE deleted_at IS NULL;
CREATE INDEX app_user_created_at ON app_user (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX app_user_updated_at ON app_user (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX app_user_name_key ON app_user (workspace_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX app_user_team ON app_user (workspace_id, team @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX app_user_role ON app_user (workspace_id, role) WHERE deleted_at IS NULL;
CREATE INDEX app_user_bin ON app_user (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE team (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    name @text NOT NULL,
    name_key @text NOT NULL,
    parent @id,
    manager @id,
    region @text,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX team_created_at ON team (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX team_updated_at ON team (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX team_name_key ON team (workspace_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX team_parent ON team (workspace_id, parent @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX team_manager ON team (workspace_id, manager @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX team_bin ON team (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE role (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    name @text NOT NULL,
    name_key @text NOT NULL,
    key @text NOT NULL,
    rights @json NOT NULL,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX role_key ON role (workspace_id, key) WHERE deleted_at IS NULL;
CREATE INDEX role_created_at ON role (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX role_updated_at ON role (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX role_name_key ON role (workspace_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX role_bin ON role (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

