// A small invented company for tests and for looking at pages without a server. Never part of the product.
import type { Rec, Sop } from '@/api/types'

export const NOW = Date.now()
const DAY = 86_400_000
export const day = (n: number) => new Date(NOW + n * DAY).toISOString().slice(0, 10)
export const at = (n: number) => new Date(NOW + n * DAY).toISOString()

let counter = 0
export const newId = () => `0193${String(++counter).padStart(4, '0')}-0000-7000-8000-000000000000`

const pick = <T>(list: T[], i: number): T => list[i % list.length] as T

export const STAGES = [
  { key: 'develop', name: '客户开发', phase: 'develop' },
  { key: 'contact', name: '初步接触', phase: 'contact' },
  { key: 'discover', name: '需求识别', phase: 'discover' },
  { key: 'propose', name: '方案制定', phase: 'propose' },
  { key: 'negotiate', name: '商务洽谈', phase: 'negotiate' },
  { key: 'sign', name: '签约成交', phase: 'sign' },
  { key: 'care', name: '交付与客户维护', phase: 'care' },
]

const base = (id: string): Rec => ({ id, version: 1, created_at: at(-40), updated_at: at(-1), created_by: null })

export function makeData(deals = 120) {
  const teams = ['华东一组', '华南组'].map(name => ({ ...base(newId()), name }))
  const team = { id: teams[0]?.id ?? '', name: '华东一组' }
  const roles = [{ ...base(newId()), name: '销售代表', key: 'rep' }]
  const users = ['林晓彤', '李思远', '陈佳怡', '吴俊杰', '赵雨桐', '王浩然'].map((name, i) => ({
    ...base(newId()),
    name,
    email: `user${i}@qihang.example`,
    active: true,
    team,
    role: { id: roles[0]?.id ?? '', name: '销售代表' },
  }))
  const cities = ['苏州', '南京', '佛山', '西安', '长沙', '深圳', '常州', '青岛', '宁波', '厦门']
  const names = [
    '恒立食品',
    '安信精密机械',
    '博远汽车零部件',
    '立德新能源',
    '盛邦物流',
    '锐科医疗器械',
    '汇川半导体',
    '中源纺织',
  ]
  const accounts = Array.from({ length: 40 }, (_, i) => ({
    ...base(newId()),
    name: pick(cities, i) + pick(names, i * 3),
    tier: pick(['A', 'B', 'C'], i),
    industry: '制造业',
    region: pick(cities, i),
    phone: '0512-88886666',
    owner: { id: users[i % 6]?.id ?? '', name: users[i % 6]?.name ?? '' },
    currency: 'CNY',
    revenue: '86000000.00',
  }))
  const contacts = ['赵国栋', '刘静怡', '马鹏飞'].map((name, i) => ({
    ...base(newId()),
    name,
    title: pick(['生产总监', '信息部经理', '财务总监'], i),
    phone: '13812345678',
    email: 'zhao@example.com',
    account: { id: accounts[0]?.id ?? '', name: accounts[0]?.name ?? '' },
  }))
  const sops = [
    {
      ...base(newId()),
      name: '方案型销售',
      key: 'solution_selling',
      object: 'opportunities',
      current: { id: newId(), name: '方案型销售 v3' },
    },
  ]
  const things = ['ERP 替换', 'MES 产线升级', '数据中台', '经销商管理', '智能排产', '设备预测性维护']
  const next = ['发送报价单 V2', '约技术交流会', '拜访决策人', '演示售后模块', '补充竞品对比', '电话确认预算区间']
  const opportunities = Array.from({ length: deals }, (_, i) => {
    const stage = pick(STAGES.slice(0, 6), i)
    const account = accounts[i % 40]
    const won = i % 17 === 16
    return {
      ...base(newId()),
      name: pick(things, i),
      account: { id: account?.id ?? '', name: account?.name ?? '' },
      owner: { id: users[i % 6]?.id ?? '', name: users[i % 6]?.name ?? '' },
      team,
      amount: `${40_000 + ((i * 7919) % 4_600_000)}.00`,
      currency: 'CNY',
      status: won ? 'won' : i % 23 === 22 ? 'on_hold' : 'open',
      sop: { id: sops[0]?.id, name: '方案型销售' },
      sop_version: { id: sops[0]?.current.id, name: '方案型销售 v3' },
      stage: stage.key,
      phase: stage.phase,
      stage_entered_at: at(-((i * 5) % 33)),
      next_step: { step: 'x', text: pick(next, i) },
      next_due_at: at(((i * 3) % 12) - 3),
      steps_done: (i * 2) % 8,
      steps_required: 7,
      probability_stage: '40.00',
      probability_own: '40.00',
      expected_close: day(5 + ((i * 11) % 90)),
      closed_on: won ? day(-3) : null,
      source: pick(['展会', '老客户增购', '官网表单', '电话开发', '转介绍'], i),
      competitor: '金蝶云 · 鼎捷',
    }
  })
  const deal = { id: opportunities[0]?.id ?? '', name: 'ERP 替换' }
  const stakeholders = contacts.map((c, i) => ({
    ...base(newId()),
    opportunity: deal,
    contact: { id: c.id, name: c.name },
    role: pick(['decider', 'influencer', 'gatekeeper'], i),
    attitude: 'neutral',
    met: true,
  }))
  return {
    teams,
    roles,
    users,
    accounts,
    contacts,
    sops,
    sop_versions: [],
    opportunities,
    stakeholders,
    line_items: [],
    activities: [],
    tasks: [],
    notes: [],
    products: [],
    saved_views: [],
    waivers: [],
    answers: [],
  } as Record<string, Rec[]>
}

export function makeSop(record: Rec): Sop {
  const now = STAGES.findIndex(s => s.key === record.stage)
  const stage = STAGES[now] ?? { key: '', name: '', phase: '' }
  const to = STAGES[now + 1]
  const titles = [
    '核实公司规模与产线数量',
    '找到决策人与影响者（≥ 2 人）',
    '问清现有系统与到期时间',
    '量化痛点：停机 / 返工年损失',
    '确认预算区间与审批路径',
    '约定演示时间并发日历邀请',
    '客户书面确认需求清单',
  ]
  const steps = titles.map((title, i) => ({
    key: `s${i}`,
    title,
    kind: 'field',
    required: i !== 5,
    role: '销售代表',
    state: i < 3 ? ('done' as const) : ('open' as const),
    due_at: i < 3 ? null : at(i - 4),
    overdue: i === 3,
    done_at: i < 3 ? at(-2) : null,
    done_by: null,
    by_data: i < 2,
    guidance: i === 3 ? '用 SPIN 的 I 类问题引导客户自己算账' : null,
    consent: false,
    waiver: null,
    missing: i < 3 ? null : '需填写金额',
    fix:
      i === 3
        ? ({ kind: 'field', object: 'opportunities', id: record.id, field: 'pain_amount' } as const)
        : i === 6
          ? ({ kind: 'log', activity: 'meeting' } as const)
          : null,
    waits_for: null,
    thin: i === 2,
    questions: i === 3 ? ['spin'] : [],
  }))
  const q = (key: string, text: string, important = false) => ({ key, text, important, kind: 'open', answer: null })
  return {
    version: { id: '1', number: 3, sop: { id: '1', key: 'solution_selling', name: '方案型销售' } },
    status: record.status as Sop['status'],
    run: 'active',
    stages: STAGES.map((s, i) => ({
      ...s,
      state: i < now ? 'done' : i === now ? 'current' : 'ahead',
      entered_at: null,
      left_at: null,
      probability: i * 15,
    })),
    stage: {
      ...stage,
      goal: '弄清客户为什么要改变、值多少钱',
      role: '销售代表',
      standards: ['24 小时内发送会议纪要', '每次沟通都约定下一步'],
      cautions: ['不要过早介绍产品'],
      entered_at: at(-6),
      target_at: at(4),
      days: 5,
      steps_done: 3,
      steps_required: 6,
    },
    steps,
    next: {
      step: 's3',
      text: '量化痛点：停机 / 返工年损失',
      reason: '必做步骤，今天到期；赵总提到 12 月停机检修，正好问停线一小时损失多少。',
      due_at: at(0.1),
      overdue: false,
      kind: 'field',
      fix: steps[3]?.fix ?? null,
      waits_for: null,
    },
    gate: {
      met: false,
      to: to ? [{ key: to.key, name: to.name }] : [],
      missing: [
        { step: 's3', text: '现状问题已量化（年损失金额）', fix: steps[3]?.fix ?? null },
        { step: 's4', text: '确认预算区间与审批路径', fix: { kind: 'step', step: 's4' } },
        { step: null, text: '客户书面确认需求清单', fix: { kind: 'log', activity: 'meeting' } },
      ],
    },
    questions: [
      {
        key: 'spin',
        name: 'SPIN 提问',
        groups: [
          {
            key: 'S',
            name: '背景',
            questions: [q('a', '目前产线有几条？每条线每天排几班？'), q('b', '排产现在是用表格还是系统在做？')],
          },
          { key: 'P', name: '难点', questions: [q('c', '换线时最常卡在哪一步？')] },
          { key: 'I', name: '影响', questions: [q('d', '停线一小时大概损失多少产值？', true)] },
          {
            key: 'N',
            name: '价值',
            questions: [q('e', '如果追溯从 2 天缩到 10 分钟，对大客户审厂意味着什么？', true)],
          },
        ],
      },
    ],
    verbs: record.status === 'open' ? ['advance', 'back', 'hold', 'lose'] : [],
  }
}
