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
    tier_by @text,
    tier_why @json,
    tier_until @i64,
    tier_at @i64,
    contact_due_on @i64,
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
CREATE INDEX account_owner_contact_due_on ON account (workspace_id, owner @nulls_first, contact_due_on @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX account_created_at ON account (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX account_updated_at ON account (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX account_name_key ON account (workspace_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX account_tier ON account (workspace_id, tier @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX account_contact_due_on ON account (workspace_id, contact_due_on @nulls_first, id) WHERE deleted_at IS NULL;
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
    preferred_language @text,
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

CREATE TABLE contact_refusal (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    contact @id,
    lead @id,
    account @id,
    channels @json,
    source @text NOT NULL,
    said @text,
    refused_at @i64 NOT NULL,
    phone_mark @text,
    email_mark @text,
    lifted_at @i64,
    lifted_by @id,
    lifted_reason @text,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX contact_refusal_phone_mark ON contact_refusal (workspace_id, phone_mark @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX contact_refusal_email_mark ON contact_refusal (workspace_id, email_mark @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX contact_refusal_created_at ON contact_refusal (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX contact_refusal_updated_at ON contact_refusal (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX contact_refusal_contact ON contact_refusal (workspace_id, contact @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX contact_refusal_lead ON contact_refusal (workspace_id, lead @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX contact_refusal_account ON contact_refusal (workspace_id, account @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX contact_refusal_lifted_by ON contact_refusal (workspace_id, lifted_by @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX contact_refusal_bin ON contact_refusal (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE consent (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    contact @id,
    lead @id,
    purpose @text NOT NULL,
    text_version @text NOT NULL,
    wording @text,
    source @text NOT NULL,
    evidence @text,
    given_at @i64 NOT NULL,
    withdrawn_at @i64,
    withdrawn_how @text,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX consent_created_at ON consent (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX consent_updated_at ON consent (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX consent_given_at ON consent (workspace_id, given_at, id) WHERE deleted_at IS NULL;
CREATE INDEX consent_contact ON consent (workspace_id, contact @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX consent_lead ON consent (workspace_id, lead @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX consent_bin ON consent (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE contact_policy (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    rules @json NOT NULL,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX contact_policy_created_at ON contact_policy (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX contact_policy_updated_at ON contact_policy (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX contact_policy_bin ON contact_policy (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

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
    product @id,
    need @text,
    amount @i64,
    currency @text,
    expected_close @i64,
    description @text,
    campaign @text,
    known_account @id,
    score @i64,
    score_why @json,
    status @text,
    reason @text,
    reason_detail @text,
    response_due_at @i64,
    responded_at @i64,
    response_minutes @i64,
    response_late @bool,
    assigned_at @i64,
    assigned_by @id,
    assigned_because @json,
    form @id,
    same_lead @id,
    same_contact @id,
    pool @id,
    pooled_at @i64,
    previous_owner @id,
    claimed_at @i64,
    protected_until @i64,
    held_since @i64,
    touched_at @i64,
    kept_until @i64,
    kept_because @text,
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
CREATE INDEX lead_status_touched_at ON lead (workspace_id, status @nulls_first, touched_at @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_status_held_since ON lead (workspace_id, status @nulls_first, held_since @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_owner_score ON lead (workspace_id, owner @nulls_first, score @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_team_score_owner ON lead (workspace_id, team @nulls_first, score @nulls_first, id, owner @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX lead_pool_score ON lead (workspace_id, pool @nulls_first, score @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_created_at ON lead (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_updated_at ON lead (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_name_key ON lead (workspace_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_amount ON lead (workspace_id, amount @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_score ON lead (workspace_id, score @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_response_due_at ON lead (workspace_id, response_due_at @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_touched_at ON lead (workspace_id, touched_at @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_next_due_at ON lead (workspace_id, next_due_at @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_converted_at ON lead (workspace_id, converted_at @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_product ON lead (workspace_id, product @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX lead_known_account ON lead (workspace_id, known_account @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX lead_assigned_by ON lead (workspace_id, assigned_by @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX lead_form ON lead (workspace_id, form @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX lead_same_lead ON lead (workspace_id, same_lead @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX lead_same_contact ON lead (workspace_id, same_contact @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX lead_previous_owner ON lead (workspace_id, previous_owner @nulls_first) WHERE deleted_at IS NULL;
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
    condition @json,
    way @text,
    skill @text,
    most_open @i64,
    fallback @bool,
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

CREATE TABLE score_rule (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    name @text NOT NULL,
    name_key @text NOT NULL,
    position @i64,
    points @i64 NOT NULL,
    condition @json,
    active @bool,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX score_rule_created_at ON score_rule (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX score_rule_updated_at ON score_rule (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX score_rule_name_key ON score_rule (workspace_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX score_rule_position ON score_rule (workspace_id, position @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX score_rule_bin ON score_rule (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE web_form (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    name @text NOT NULL,
    name_key @text NOT NULL,
    title_zh @text NOT NULL,
    title_en @text,
    intro_zh @text,
    intro_en @text,
    fields @json,
    consent_zh @text,
    consent_en @text,
    consent_version @i64,
    purpose @text,
    thanks_zh @text,
    thanks_en @text,
    source @text,
    campaign @text,
    origins @text,
    active @bool,
    key @text,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX web_form_key ON web_form (workspace_id, key @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX web_form_created_at ON web_form (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX web_form_updated_at ON web_form (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX web_form_name_key ON web_form (workspace_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX web_form_bin ON web_form (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE pool (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    name @text NOT NULL,
    name_key @text NOT NULL,
    position @i64,
    condition @json,
    team @id,
    daily_claims @i64,
    capacity @i64,
    daily_views @i64,
    protect_days @i64,
    cool_days @i64,
    fresh_hours @i64,
    contact_days @i64,
    progress_days @i64,
    warn_days @i64,
    active @bool,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX pool_created_at ON pool (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX pool_updated_at ON pool (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX pool_name_key ON pool (workspace_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX pool_position ON pool (workspace_id, position @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX pool_team ON pool (workspace_id, team @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX pool_bin ON pool (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

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
    reports_to @id,
    influence @text,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX stakeholder_created_at ON stakeholder (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX stakeholder_updated_at ON stakeholder (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX stakeholder_opportunity ON stakeholder (workspace_id, opportunity) WHERE deleted_at IS NULL;
CREATE INDEX stakeholder_contact ON stakeholder (workspace_id, contact) WHERE deleted_at IS NULL;
CREATE INDEX stakeholder_reports_to ON stakeholder (workspace_id, reports_to @nulls_first) WHERE deleted_at IS NULL;
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
    with_tax @bool,
    currency @text,
    discount @i64,
    tax @text,
    bundle @id,
    description @text,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX line_item_created_at ON line_item (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX line_item_updated_at ON line_item (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX line_item_opportunity ON line_item (workspace_id, opportunity) WHERE deleted_at IS NULL;
CREATE INDEX line_item_product ON line_item (workspace_id, product) WHERE deleted_at IS NULL;
CREATE INDEX line_item_bundle ON line_item (workspace_id, bundle @nulls_first) WHERE deleted_at IS NULL;
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

CREATE TABLE standard_mark (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    activity @id NOT NULL,
    person @id,
    sop @id,
    stage @text,
    standard @text NOT NULL,
    mark @text NOT NULL,
    remark @text,
    reviewer @id,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX standard_mark_created_at ON standard_mark (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX standard_mark_updated_at ON standard_mark (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX standard_mark_activity ON standard_mark (workspace_id, activity) WHERE deleted_at IS NULL;
CREATE INDEX standard_mark_person ON standard_mark (workspace_id, person @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX standard_mark_reviewer ON standard_mark (workspace_id, reviewer @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX standard_mark_bin ON standard_mark (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

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
    plan @id,
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
CREATE INDEX task_plan ON task (workspace_id, plan @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX task_next_task ON task (workspace_id, next_task @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX task_bin ON task (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE tier_rule (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    rule @json NOT NULL,
    next_run_at @i64,
    ran_at @i64,
    ran_accounts @i64,
    ran_changes @i64,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX tier_rule_created_at ON tier_rule (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX tier_rule_updated_at ON tier_rule (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX tier_rule_bin ON tier_rule (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

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
    sop_version @id,
    place @text,
    resolved @bool,
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

CREATE TABLE file (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    name @text NOT NULL,
    name_key @text NOT NULL,
    content @text NOT NULL,
    kind @text NOT NULL,
    size @i64 NOT NULL,
    opportunity @id,
    account @id,
    contact @id,
    lead @id,
    task @id,
    activity @id,
    note @id,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX file_created_at ON file (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX file_updated_at ON file (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX file_name_key ON file (workspace_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX file_size ON file (workspace_id, size, id) WHERE deleted_at IS NULL;
CREATE INDEX file_opportunity ON file (workspace_id, opportunity @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX file_account ON file (workspace_id, account @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX file_contact ON file (workspace_id, contact @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX file_lead ON file (workspace_id, lead @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX file_task ON file (workspace_id, task @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX file_activity ON file (workspace_id, activity @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX file_note ON file (workspace_id, note @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX file_bin ON file (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE public_link (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    purpose @text NOT NULL,
    opportunity @id NOT NULL,
    contact @id,
    expires_at @i64 NOT NULL,
    revoked_at @i64,
    opened_at @i64,
    last_opened_at @i64,
    opens @i64 NOT NULL,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX public_link_created_at ON public_link (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX public_link_updated_at ON public_link (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX public_link_opportunity ON public_link (workspace_id, opportunity) WHERE deleted_at IS NULL;
CREATE INDEX public_link_contact ON public_link (workspace_id, contact @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX public_link_bin ON public_link (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE segment (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    name @text NOT NULL,
    name_key @text NOT NULL,
    object @text NOT NULL,
    filter @json,
    priority @text,
    why @text,
    approach @text,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX segment_created_at ON segment (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX segment_updated_at ON segment (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX segment_name_key ON segment (workspace_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX segment_bin ON segment (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE persona (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    name @text NOT NULL,
    name_key @text NOT NULL,
    titles @text,
    segment @id,
    goals @text,
    pains @text,
    words @text,
    approach @text,
    avoid @text,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX persona_created_at ON persona (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX persona_updated_at ON persona (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX persona_name_key ON persona (workspace_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX persona_segment ON persona (workspace_id, segment @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX persona_bin ON persona (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE competitor (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    name @text NOT NULL,
    name_key @text NOT NULL,
    aliases @text,
    website @text,
    strengths @text,
    weaknesses @text,
    prices @text,
    counter @text,
    ask @text,
    checked_on @i64,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX competitor_created_at ON competitor (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX competitor_updated_at ON competitor (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX competitor_name_key ON competitor (workspace_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX competitor_checked_on ON competitor (workspace_id, checked_on @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX competitor_bin ON competitor (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE positioning (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    name @text NOT NULL,
    name_key @text NOT NULL,
    segment @id,
    persona @id,
    competitor @id,
    product @id,
    need @text,
    benefit @text,
    difference @text,
    proof @text,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX positioning_created_at ON positioning (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX positioning_updated_at ON positioning (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX positioning_name_key ON positioning (workspace_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX positioning_segment ON positioning (workspace_id, segment @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX positioning_persona ON positioning (workspace_id, persona @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX positioning_competitor ON positioning (workspace_id, competitor @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX positioning_product ON positioning (workspace_id, product @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX positioning_bin ON positioning (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE market_note (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    name @text NOT NULL,
    name_key @text NOT NULL,
    kind @text,
    noted_on @i64 NOT NULL,
    source @text NOT NULL,
    url @text,
    text @text,
    segment @id,
    persona @id,
    competitor @id,
    owner @id,
    team @id,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX market_note_created_at ON market_note (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX market_note_updated_at ON market_note (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX market_note_name_key ON market_note (workspace_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX market_note_noted_on ON market_note (workspace_id, noted_on, id) WHERE deleted_at IS NULL;
CREATE INDEX market_note_segment ON market_note (workspace_id, segment @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX market_note_persona ON market_note (workspace_id, persona @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX market_note_competitor ON market_note (workspace_id, competitor @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX market_note_owner ON market_note (workspace_id, owner @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX market_note_team ON market_note (workspace_id, team @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX market_note_bin ON market_note (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE plan (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    name @text NOT NULL,
    name_key @text NOT NULL,
    goal @text,
    status @text NOT NULL,
    segment @id,
    view @id,
    channel @text,
    starts_on @i64 NOT NULL,
    ends_on @i64 NOT NULL,
    quota @i64,
    quota_of @text,
    budget @i64,
    currency @text,
    owner @id,
    team @id,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX plan_created_at ON plan (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX plan_updated_at ON plan (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX plan_name_key ON plan (workspace_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX plan_starts_on ON plan (workspace_id, starts_on, id) WHERE deleted_at IS NULL;
CREATE INDEX plan_ends_on ON plan (workspace_id, ends_on, id) WHERE deleted_at IS NULL;
CREATE INDEX plan_segment ON plan (workspace_id, segment @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX plan_view ON plan (workspace_id, view @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX plan_owner ON plan (workspace_id, owner @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX plan_team ON plan (workspace_id, team @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX plan_bin ON plan (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE plan_member (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    name @text,
    plan @id NOT NULL,
    lead @id,
    account @id,
    contact @id,
    opportunity @id,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX plan_member_created_at ON plan_member (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX plan_member_updated_at ON plan_member (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX plan_member_plan ON plan_member (workspace_id, plan) WHERE deleted_at IS NULL;
CREATE INDEX plan_member_lead ON plan_member (workspace_id, lead @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX plan_member_account ON plan_member (workspace_id, account @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX plan_member_contact ON plan_member (workspace_id, contact @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX plan_member_opportunity ON plan_member (workspace_id, opportunity @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX plan_member_bin ON plan_member (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE plan_step (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    title @text NOT NULL,
    plan @id NOT NULL,
    kind @text,
    after @i64 NOT NULL,
    guidance @text,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX plan_step_created_at ON plan_step (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX plan_step_updated_at ON plan_step (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX plan_step_plan ON plan_step (workspace_id, plan) WHERE deleted_at IS NULL;
CREATE INDEX plan_step_bin ON plan_step (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE plan_cost (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    name @text NOT NULL,
    plan @id NOT NULL,
    spent_on @i64 NOT NULL,
    amount @i64 NOT NULL,
    currency @text,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX plan_cost_created_at ON plan_cost (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX plan_cost_updated_at ON plan_cost (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX plan_cost_spent_on ON plan_cost (workspace_id, spent_on, id) WHERE deleted_at IS NULL;
CREATE INDEX plan_cost_plan ON plan_cost (workspace_id, plan) WHERE deleted_at IS NULL;
CREATE INDEX plan_cost_bin ON plan_cost (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE referral (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    name @text NOT NULL,
    name_key @text NOT NULL,
    referrer_contact @id,
    referrer_account @id,
    asked_in @id,
    moment @text,
    named_on @i64 NOT NULL,
    lead @id,
    account @id,
    contact @id,
    opportunity @id,
    thanked_on @i64,
    thanked_how @text,
    description @text,
    owner @id,
    team @id,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX referral_created_at ON referral (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX referral_updated_at ON referral (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX referral_name_key ON referral (workspace_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX referral_named_on ON referral (workspace_id, named_on, id) WHERE deleted_at IS NULL;
CREATE INDEX referral_thanked_on ON referral (workspace_id, thanked_on @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX referral_referrer_contact ON referral (workspace_id, referrer_contact @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX referral_referrer_account ON referral (workspace_id, referrer_account @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX referral_asked_in ON referral (workspace_id, asked_in @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX referral_lead ON referral (workspace_id, lead @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX referral_account ON referral (workspace_id, account @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX referral_contact ON referral (workspace_id, contact @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX referral_opportunity ON referral (workspace_id, opportunity @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX referral_owner ON referral (workspace_id, owner @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX referral_team ON referral (workspace_id, team @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX referral_bin ON referral (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE partner (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    name @text NOT NULL,
    name_key @text NOT NULL,
    kind @text,
    status @text NOT NULL,
    regions @text,
    contract_number @text,
    contract_from @i64,
    contract_to @i64,
    discount @i64,
    contact_name @text,
    phone @text,
    email @text,
    description @text,
    owner @id,
    team @id,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX partner_created_at ON partner (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX partner_updated_at ON partner (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX partner_name_key ON partner (workspace_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX partner_contract_to ON partner (workspace_id, contract_to @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX partner_owner ON partner (workspace_id, owner @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX partner_team ON partner (workspace_id, team @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX partner_bin ON partner (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE deal_registration (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    company @text NOT NULL,
    partner @id NOT NULL,
    contact_name @text,
    phone @text,
    region @text,
    product @id,
    amount @i64,
    currency @text,
    expected_close @i64,
    description @text,
    status @text,
    conflict @text,
    reason @text,
    decided_by @id,
    decided_at @i64,
    protected_until @i64,
    account @id,
    opportunity @id,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX deal_registration_created_at ON deal_registration (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX deal_registration_updated_at ON deal_registration (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX deal_registration_amount ON deal_registration (workspace_id, amount @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX deal_registration_partner ON deal_registration (workspace_id, partner) WHERE deleted_at IS NULL;
CREATE INDEX deal_registration_product ON deal_registration (workspace_id, product @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX deal_registration_decided_by ON deal_registration (workspace_id, decided_by @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX deal_registration_account ON deal_registration (workspace_id, account @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX deal_registration_opportunity ON deal_registration (workspace_id, opportunity @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX deal_registration_bin ON deal_registration (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE talk_track (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    situation @text NOT NULL,
    situation_en @text,
    kind @text,
    text @text NOT NULL,
    text_en @text,
    sop @id,
    stage @text,
    phase @text,
    product @id,
    origin @text,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX talk_track_created_at ON talk_track (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX talk_track_updated_at ON talk_track (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX talk_track_product ON talk_track (workspace_id, product @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX talk_track_bin ON talk_track (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

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
    unit @text,
    price @i64,
    cost @i64,
    currency @text,
    tax @text,
    active @bool,
    industries @text,
    regions @text,
    segment @id,
    choose_at_least @i64,
    description @text,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX product_code ON product (workspace_id, code @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX product_created_at ON product (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX product_updated_at ON product (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX product_name_key ON product (workspace_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX product_price ON product (workspace_id, price @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX product_segment ON product (workspace_id, segment @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX product_bin ON product (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE bundle_item (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    bundle @id NOT NULL,
    product @id NOT NULL,
    rule @text NOT NULL,
    quantity @i64 NOT NULL,
    discount @i64,
    remark @text,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX bundle_item_created_at ON bundle_item (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX bundle_item_updated_at ON bundle_item (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX bundle_item_bundle ON bundle_item (workspace_id, bundle) WHERE deleted_at IS NULL;
CREATE INDEX bundle_item_product ON bundle_item (workspace_id, product) WHERE deleted_at IS NULL;
CREATE INDEX bundle_item_bin ON bundle_item (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE capability_fact (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    name @text NOT NULL,
    name_key @text NOT NULL,
    product @id NOT NULL,
    kind @text NOT NULL,
    words @text,
    source @text,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX capability_fact_created_at ON capability_fact (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX capability_fact_updated_at ON capability_fact (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX capability_fact_name_key ON capability_fact (workspace_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX capability_fact_product ON capability_fact (workspace_id, product) WHERE deleted_at IS NULL;
CREATE INDEX capability_fact_bin ON capability_fact (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE fab (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    feature @text NOT NULL,
    feature_key @text NOT NULL,
    product @id NOT NULL,
    advantage @text NOT NULL,
    benefit @text NOT NULL,
    evidence @text,
    words @text,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX fab_created_at ON fab (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX fab_updated_at ON fab (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX fab_feature_key ON fab (workspace_id, feature_key, id) WHERE deleted_at IS NULL;
CREATE INDEX fab_product ON fab (workspace_id, product) WHERE deleted_at IS NULL;
CREATE INDEX fab_bin ON fab (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE price_list (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    name @text NOT NULL,
    name_key @text NOT NULL,
    currency @text,
    with_tax @bool,
    region @text,
    tier @text,
    valid_from @i64,
    valid_to @i64,
    description @text,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX price_list_created_at ON price_list (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX price_list_updated_at ON price_list (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX price_list_name_key ON price_list (workspace_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX price_list_valid_from ON price_list (workspace_id, valid_from @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX price_list_valid_to ON price_list (workspace_id, valid_to @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX price_list_bin ON price_list (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE price (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    product @id NOT NULL,
    price_list @id NOT NULL,
    price @i64 NOT NULL,
    currency @text,
    at_least @i64 NOT NULL,
    remark @text,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX price_created_at ON price (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX price_updated_at ON price (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX price_price ON price (workspace_id, price, id) WHERE deleted_at IS NULL;
CREATE INDEX price_product ON price (workspace_id, product) WHERE deleted_at IS NULL;
CREATE INDEX price_price_list ON price (workspace_id, price_list) WHERE deleted_at IS NULL;
CREATE INDEX price_bin ON price (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

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
    origin @text,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX saved_view_created_at ON saved_view (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX saved_view_updated_at ON saved_view (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX saved_view_position ON saved_view (workspace_id, position @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX saved_view_owner ON saved_view (workspace_id, owner @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX saved_view_bin ON saved_view (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE approving_flow (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    name @text NOT NULL,
    name_key @text NOT NULL,
    name_en @text,
    kind @text NOT NULL,
    object @text,
    position @i64,
    condition @json,
    steps @json,
    active @bool,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX approving_flow_created_at ON approving_flow (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX approving_flow_updated_at ON approving_flow (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX approving_flow_name_key ON approving_flow (workspace_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX approving_flow_position ON approving_flow (workspace_id, position @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX approving_flow_bin ON approving_flow (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE approval (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    title @text NOT NULL,
    title_en @text NOT NULL,
    kind @text NOT NULL,
    status @text NOT NULL,
    reason @text,
    opportunity @id,
    account @id,
    lead @id,
    flow @id,
    flow_version @i64,
    steps @json NOT NULL,
    step @i64 NOT NULL,
    decisions @i64 NOT NULL,
    alone @bool NOT NULL,
    decided_at @i64,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX approval_opportunity_status ON approval (workspace_id, opportunity @nulls_first, status, id) WHERE deleted_at IS NULL;
CREATE INDEX approval_created_by_created_at ON approval (workspace_id, created_by @nulls_first, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX approval_status_created_at ON approval (workspace_id, status, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX approval_created_at ON approval (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX approval_updated_at ON approval (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX approval_account ON approval (workspace_id, account @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX approval_lead ON approval (workspace_id, lead @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX approval_flow ON approval (workspace_id, flow @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX approval_bin ON approval (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE approval_seat (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    approval @id NOT NULL,
    person @id NOT NULL,
    step @i64 NOT NULL,
    place @i64 NOT NULL,
    came @text NOT NULL,
    whose @id,
    state @text NOT NULL,
    comment @text,
    due_at @i64,
    decided_at @i64,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX approval_seat_approval_place ON approval_seat (workspace_id, approval, place, id) WHERE deleted_at IS NULL;
CREATE INDEX approval_seat_person_state_approval ON approval_seat (workspace_id, person, state, approval, id) WHERE deleted_at IS NULL;
CREATE INDEX approval_seat_created_at ON approval_seat (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX approval_seat_updated_at ON approval_seat (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX approval_seat_whose ON approval_seat (workspace_id, whose @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX approval_seat_bin ON approval_seat (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE approval_delegation (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    owner @id,
    stand_in @id NOT NULL,
    begins @i64 NOT NULL,
    until @i64 NOT NULL,
    note @text,
    team @id,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX approval_delegation_created_at ON approval_delegation (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX approval_delegation_updated_at ON approval_delegation (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX approval_delegation_begins ON approval_delegation (workspace_id, begins, id) WHERE deleted_at IS NULL;
CREATE INDEX approval_delegation_owner ON approval_delegation (workspace_id, owner @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX approval_delegation_stand_in ON approval_delegation (workspace_id, stand_in) WHERE deleted_at IS NULL;
CREATE INDEX approval_delegation_team ON approval_delegation (workspace_id, team @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX approval_delegation_bin ON approval_delegation (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

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
    owner @id,
    based_on @id,
    summary @text,
    reason @text,
    review_on @i64,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX sop_version_created_at ON sop_version (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX sop_version_updated_at ON sop_version (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX sop_version_owner ON sop_version (workspace_id, owner @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX sop_version_bin ON sop_version (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE sop_review (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    name @text NOT NULL,
    version_of @id NOT NULL,
    reviewer @id NOT NULL,
    verdict @text NOT NULL,
    decided_at @i64,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX sop_review_created_at ON sop_review (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX sop_review_updated_at ON sop_review (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX sop_review_reviewer ON sop_review (workspace_id, reviewer) WHERE deleted_at IS NULL;
CREATE INDEX sop_review_bin ON sop_review (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE sop_receipt (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    name @text NOT NULL,
    version_of @id NOT NULL,
    person @id NOT NULL,
    team @id,
    read_at @i64,
    reminded @i64,
    reminded_on @i64,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX sop_receipt_created_at ON sop_receipt (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX sop_receipt_updated_at ON sop_receipt (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX sop_receipt_person ON sop_receipt (workspace_id, person) WHERE deleted_at IS NULL;
CREATE INDEX sop_receipt_team ON sop_receipt (workspace_id, team @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX sop_receipt_bin ON sop_receipt (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

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
    approval @id,
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
    number @i64,
    amount @i64,
    currency @text,
    choice @text,
    person @id,
    day @i64,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX answer_created_at ON answer (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX answer_updated_at ON answer (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX answer_opportunity ON answer (workspace_id, opportunity) WHERE deleted_at IS NULL;
CREATE INDEX answer_person ON answer (workspace_id, person @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX answer_bin ON answer (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE question_set (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    name @text NOT NULL,
    name_key @text NOT NULL,
    name_en @text,
    purpose @text,
    phase @text,
    industry @text,
    product @id,
    active @bool,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX question_set_created_at ON question_set (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX question_set_updated_at ON question_set (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX question_set_name_key ON question_set (workspace_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX question_set_product ON question_set (workspace_id, product @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX question_set_bin ON question_set (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE question (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    text @text NOT NULL,
    text_en @text,
    list @id NOT NULL,
    part @text NOT NULL,
    answer @text NOT NULL,
    choices @text,
    important @bool,
    position @i64,
    key @text,
    condition @json,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX question_key ON question (workspace_id, key @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX question_created_at ON question (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX question_updated_at ON question (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX question_position ON question (workspace_id, position @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX question_list ON question (workspace_id, list) WHERE deleted_at IS NULL;
CREATE INDEX question_bin ON question (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE need (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    title @text NOT NULL,
    opportunity @id NOT NULL,
    kind @text NOT NULL,
    why @text,
    contact @id,
    impact @i64,
    budget @i64,
    currency @text,
    needed_by @i64,
    price_sensitivity @text,
    decision_process @text,
    source @text NOT NULL,
    said_on @i64,
    answer @id,
    status @text,
    confirmed_at @i64,
    confirmed_by @id,
    confirmed_how @text,
    confirmed_words @text,
    fed @json,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX need_created_at ON need (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX need_updated_at ON need (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX need_said_on ON need (workspace_id, said_on @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX need_opportunity ON need (workspace_id, opportunity) WHERE deleted_at IS NULL;
CREATE INDEX need_contact ON need (workspace_id, contact @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX need_confirmed_by ON need (workspace_id, confirmed_by @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX need_bin ON need (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

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

CREATE TABLE sop_rule (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    name @text NOT NULL,
    name_key @text NOT NULL,
    position @i64 NOT NULL,
    active @bool,
    condition @json,
    sop @id NOT NULL,
    other @id,
    share @i64,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX sop_rule_created_at ON sop_rule (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX sop_rule_updated_at ON sop_rule (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX sop_rule_name_key ON sop_rule (workspace_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX sop_rule_position ON sop_rule (workspace_id, position, id) WHERE deleted_at IS NULL;
CREATE INDEX sop_rule_bin ON sop_rule (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE sop_move (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    sop_version @id NOT NULL,
    reason @text NOT NULL,
    stages @json,
    moved @i64,
    undone @i64,
    undone_at @i64,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX sop_move_created_at ON sop_move (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX sop_move_updated_at ON sop_move (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX sop_move_bin ON sop_move (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE sop_assignment (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    opportunity @id NOT NULL,
    rule @id,
    arm @text NOT NULL,
    sop_version @id NOT NULL,
    share @i64,
    roll @i64 NOT NULL,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX sop_assignment_created_at ON sop_assignment (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX sop_assignment_updated_at ON sop_assignment (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX sop_assignment_opportunity ON sop_assignment (workspace_id, opportunity) WHERE deleted_at IS NULL;
CREATE INDEX sop_assignment_rule ON sop_assignment (workspace_id, rule @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX sop_assignment_bin ON sop_assignment (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE improvement (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    name @text NOT NULL,
    name_key @text NOT NULL,
    status @text,
    source @text NOT NULL,
    finding @text,
    sop @id,
    stage @text,
    step @text,
    measure @text,
    expected @text,
    owner @id,
    team @id,
    due_on @i64,
    draft @id,
    conclusion @text,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX improvement_created_at ON improvement (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX improvement_updated_at ON improvement (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX improvement_name_key ON improvement (workspace_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX improvement_due_on ON improvement (workspace_id, due_on @nulls_first, id) WHERE deleted_at IS NULL;
CREATE INDEX improvement_owner ON improvement (workspace_id, owner @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX improvement_team ON improvement (workspace_id, team @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX improvement_bin ON improvement (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE conformance (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    opportunity @id NOT NULL,
    owner @id,
    team @id,
    sop @id NOT NULL,
    sop_version @id NOT NULL,
    began_on @i64 NOT NULL,
    stage @text NOT NULL,
    fits @bool NOT NULL,
    fitness @i64 NOT NULL,
    events @i64 NOT NULL,
    differing @i64 NOT NULL,
    on_time @i64 NOT NULL,
    skipped @i64 NOT NULL,
    extra @i64 NOT NULL,
    out_of_order @i64 NOT NULL,
    late @i64 NOT NULL,
    waived @i64 NOT NULL,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX conformance_began_on ON conformance (workspace_id, began_on, id) WHERE deleted_at IS NULL;
CREATE INDEX conformance_created_at ON conformance (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX conformance_updated_at ON conformance (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX conformance_opportunity ON conformance (workspace_id, opportunity) WHERE deleted_at IS NULL;
CREATE INDEX conformance_owner ON conformance (workspace_id, owner @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX conformance_team ON conformance (workspace_id, team @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX conformance_bin ON conformance (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE deviation (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL,
    created_by @id,
    updated_at @i64 NOT NULL,
    title @text NOT NULL,
    title_en @text NOT NULL,
    opportunity @id NOT NULL,
    how @text NOT NULL,
    stage @text NOT NULL,
    step @text,
    owner @id,
    team @id,
    sop @id NOT NULL,
    sop_version @id NOT NULL,
    began_on @i64 NOT NULL,
    happened_at @i64 NOT NULL,
    deleted_at @i64,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX deviation_began_on ON deviation (workspace_id, began_on, id) WHERE deleted_at IS NULL;
CREATE INDEX deviation_opportunity ON deviation (workspace_id, opportunity, id) WHERE deleted_at IS NULL;
CREATE INDEX deviation_created_at ON deviation (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX deviation_updated_at ON deviation (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX deviation_owner ON deviation (workspace_id, owner @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX deviation_team ON deviation (workspace_id, team @nulls_first) WHERE deleted_at IS NULL;
CREATE INDEX deviation_bin ON deviation (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

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
    skills @text,
    active @bool,
    lang @text,
    theme @text,
    digest_at @text,
    toured @bool,
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

