// Answers the API from memory, for tests and `npm run dev:fake`.
import type { Condition } from '@/api/condition'
import type { ObjectDef, Rec, TimelineEntry } from '@/api/types'
import catalogue from './catalogue.json' with { type: 'json' }
import { at, day, makeData, makeSop, NOW, newId, STAGES } from './data.ts'

export interface Answer {
  status: number
  body: unknown
}

const ok = (body: unknown, status = 200): Answer => ({ status, body })
const problem = (status: number, code: string, title: string, extra: object = {}): Answer => ({
  status,
  body: { status, code, title, ...extra },
})
const plain = (value: unknown) =>
  typeof value === 'object' && value !== null && 'id' in value ? (value as { id: string }).id : value

function holds(c: Condition | undefined, row: Rec, me: string): boolean {
  if (!c) return true
  if ('all' in c) return c.all.every(part => holds(part, row, me))
  if ('any' in c) return c.any.some(part => holds(part, row, me))
  if ('not' in c) return !holds(c.not, row, me)
  if ('exists' in c) return true
  const value = plain(row[c.field])
  const want = (v: unknown) =>
    typeof v === 'object' && v !== null
      ? 'me' in v
        ? me
        : 'today' in v
          ? day(Number((v as { today: number }).today))
          : v
      : v
  if (c.op === 'eq') return value === want(c.value)
  if (c.op === 'in') return (c.value as unknown[]).map(want).includes(value)
  if (c.op === 'lt') return value != null && String(value) < String(want(c.value))
  if (c.op === 'contains') return String(value ?? '').includes(String(c.value))
  return true
}

export function fakeServer(deals?: number) {
  const data = makeData(deals)
  const objects = catalogue as unknown as ObjectDef[]
  const user = data.users?.[0] as Rec
  const journal = new Map<string, TimelineEntry[]>()
  const seen = new Map<string, Answer>()
  let seq = 0
  let signedIn = true
  const log = (entry: Partial<TimelineEntry> & { record: string }, subject: string) => {
    const all = journal.get(subject) ?? []
    all.unshift({
      seq: ++seq,
      at: at(0),
      actor: { id: user.id, name: String(user.name) },
      object: 'opportunities',
      kind: 'updated',
      fields: [],
      meta: {},
      record_data: null,
      ...entry,
    })
    journal.set(subject, all)
  }
  const first = data.opportunities?.[0]
  if (first) {
    first.stage = 'discover'
    log({ record: first.id, kind: 'created' }, first.id)
    log({ record: first.id, kind: 'stage_entered', meta: { stage: 'discover' } }, first.id)
    log(
      {
        record: '1',
        object: 'activities',
        kind: 'created',
        record_data: {
          id: '1',
          version: 1,
          kind: 'call',
          minutes: 12,
          reached: 'connected',
          outcome: 'advance',
          at: at(-1),
          body: '确认 3 号产线 12 月停机检修窗口，希望演示时带上排产模块。',
        },
      },
      first.id,
    )
  }

  function create(object: string, body: Record<string, unknown>): Rec {
    const def = objects.find(o => o.key === object)
    const record: Rec = { id: newId(), version: 1, created_at: at(0), updated_at: at(0) }
    for (const [key, value] of Object.entries(body)) {
      const field = def?.fields.find(f => f.key === key)
      const target = field?.type === 'reference' ? data[field.target ?? '']?.find(r => r.id === value) : undefined
      record[key] = target ? { id: target.id, name: String(target.name ?? '') } : value
    }
    if (object === 'opportunities')
      Object.assign(record, {
        stage: 'develop',
        phase: 'develop',
        status: 'open',
        currency: 'CNY',
        sop_version: first?.sop_version,
        sop: first?.sop,
        stage_entered_at: at(0),
        steps_done: 0,
        steps_required: 6,
      })
    data[object]?.unshift(record)
    const subject = String(plain(record.opportunity) ?? plain(record.account) ?? record.id)
    log(
      {
        record: record.id,
        object,
        kind: 'created',
        record_data: ['activities', 'tasks', 'notes'].includes(object) ? record : null,
      },
      subject,
    )
    return record
  }

  function list(object: string, query: URLSearchParams): Answer {
    const filter = query.get('filter')
    const q = query.get('q')
    let rows = (data[object] ?? []).filter(row => holds(filter ? JSON.parse(filter) : undefined, row, user.id))
    if (q) rows = rows.filter(row => JSON.stringify([row.name, row.account, row.title]).includes(q))
    const sort = query.get('sort')?.split(',')[0]
    if (sort) {
      const key = sort.replace('-', '')
      const sign = sort.startsWith('-') ? -1 : 1
      rows = rows.toSorted((a, b) => {
        const [x, y] = [plain(a[key]), plain(b[key])]
        const n = Number(x) - Number(y)
        return sign * (Number.isNaN(n) ? String(x).localeCompare(String(y)) : n)
      })
    }
    const start = Number(query.get('cursor') ?? 0)
    const limit = Number(query.get('limit') ?? 50)
    const more = start + limit < rows.length
    return ok({
      data: rows.slice(start, start + limit),
      next_cursor: more ? String(start + limit) : null,
      ...(query.get('count') && { count: rows.length }),
    })
  }

  function aggregate(object: string, body: { filter?: Condition; group?: string[]; measures: string[] }): Answer {
    const groups = new Map<string, Record<string, unknown>>()
    for (const row of (data[object] ?? []).filter(r => holds(body.filter, r, user.id))) {
      const values = (body.group ?? []).map(g => plain(row[g]))
      const key = JSON.stringify(values)
      const group = groups.get(key) ?? {
        ...Object.fromEntries((body.group ?? []).map((g, i) => [g, values[i]])),
        count: 0,
        'sum:amount': 0,
        currency: 'CNY',
      }
      group.count = Number(group.count) + 1
      group['sum:amount'] = Number(group['sum:amount']) + Number(row.amount ?? 0)
      groups.set(key, group)
    }
    return ok({ rows: [...groups.values()].map(row => ({ ...row, 'sum:amount': String(row['sum:amount']) })) })
  }

  function today(): Answer {
    const item = (i: number, due: number) => {
      const deal = data.opportunities?.[i] as Rec
      return {
        kind: 'step',
        id: deal.id,
        version: 1,
        title: (deal.next_step as { text: string }).text,
        required: i % 2 === 0,
        step_kind: i % 3 ? 'activity' : 'document',
        due_at: at(due),
        due_on: null,
        all_day: false,
        reason: '必做步骤，今天到期，金额最大的商机。',
        opportunity: { id: deal.id, name: deal.name },
        account: deal.account,
        step: `s${i}`,
        contact: { id: '1', name: '赵国栋', phone: '13812345678' },
        amount: deal.amount,
        currency: 'CNY',
      }
    }
    const waiver = {
      id: newId(),
      version: 1,
      status: 'pending',
      reason: '客户已口头确认预算，书面下周补上。',
      step: 's4',
      step_title: '确认预算区间与审批路径',
      opportunity: { id: first?.id, name: '苏州恒立食品 · ERP 替换' },
      created_by: { id: '1', name: '李思远' },
      created_at: at(-1),
    }
    return ok({
      best: item(0, 0.1),
      overdue: [item(1, -2), item(2, -1)],
      today: [item(3, 0.01), item(4, 0.02), item(5, 0.03)],
      tomorrow: [item(6, 1), item(7, 1)],
      waiting: [waiver],
    })
  }

  function verb(record: Rec, path: string, body: Record<string, unknown>): Answer {
    if (path === 'advance' && record === first)
      return problem(409, 'gate_not_met', '还不能推进：有未完成的要求', { missing: makeSop(record).gate.missing })
    if (path === 'advance' || path === 'back') {
      const i = STAGES.findIndex(s => s.key === record.stage) + (path === 'advance' ? 1 : -1)
      const target = STAGES.find(s => s.key === body.to) ?? STAGES[i]
      Object.assign(record, {
        stage: target?.key,
        phase: target?.phase,
        stage_entered_at: at(0),
        version: record.version + 1,
      })
      log({ record: record.id, kind: 'stage_entered', meta: { stage: target?.key } }, record.id)
    } else if (path === 'lose') Object.assign(record, { status: 'lost', closed_on: body.closed_on })
    else if (path === 'win') Object.assign(record, { status: 'won', closed_on: day(0) })
    else if (path === 'hold') record.status = 'on_hold'
    else if (path === 'resume') record.status = 'open'
    return ok(makeSop(record))
  }

  function route(method: string, path: string, query: URLSearchParams, body: Record<string, unknown>): Answer {
    const [object = '', id, ...rest] = path.split('/').filter(Boolean)
    const me = {
      user: {
        id: user.id,
        name: user.name,
        email: user.email,
        lang: null,
        theme: null,
        team: user.team,
        role: user.role,
      },
      workspace: { name: '启航智造', currency: 'CNY', time_zone: 'Asia/Shanghai', lang: 'zh-CN' },
      today: day(0),
      now: new Date(NOW).toISOString(),
    }
    if (object === 'session') {
      signedIn = method === 'POST'
      if (method === 'POST' && body.password === 'wrong') return problem(401, 'wrong_credentials', '邮箱或密码不正确')
      return ok(me)
    }
    if (object === 'setup') return ok({ needed: false })
    if (!signedIn) return problem(401, 'unauthenticated', '请先登录')
    if (object === 'me') return id === 'tokens' ? ok({ data: [] }) : ok(me)
    if (object === 'objects') return ok({ objects })
    if (object === 'today') return today()
    if (object === 'search') {
      const q = query.get('q') ?? ''
      const hits = ['opportunities', 'accounts', 'contacts'].flatMap(o =>
        (data[o] ?? [])
          .filter(r => JSON.stringify([r.name, r.account]).includes(q))
          .slice(0, 5)
          .map(r => ({
            object: o,
            id: r.id,
            name: String(r.name),
            hint: (r.account as { name?: string })?.name ?? null,
          })),
      )
      return ok({ data: hits })
    }
    if (object === 'sop_versions' && rest[0] === 'outline')
      return ok({
        sop: { id: '1', key: 's', name: '方案型销售' },
        number: 3,
        stages: STAGES.map(s => ({ ...s, probability: 10, steps: [] })),
      })
    const rows = data[object]
    if (!rows) return problem(404, 'not_found', '没有找到')
    if (!id) return method === 'POST' ? ok(create(object, body), 201) : list(object, query)
    if (id === 'aggregate') return aggregate(object, body as never)
    if (id === 'bulk') return ok({ done: (body.ids as string[]).length, failed: [] })
    const record = rows.find(r => r.id === id)
    if (!record) return problem(404, 'not_found', '没有找到')
    if (rest[0] === 'sop') return ok(makeSop(record))
    if (rest[0] === 'timeline') return ok({ data: journal.get(id) ?? [], next_cursor: null })
    if (rest[0] === 'log') return ok({ activity: create('activities', { ...body, opportunity: id }), task: null })
    if (rest.length > 0) return verb(record, rest.join('/'), body)
    if (method === 'PATCH') {
      const made = create(object, body)
      data[object]?.shift()
      for (const key of Object.keys(body)) record[key] = made[key]
      record.version++
      log(
        {
          record: id,
          kind: 'updated',
          fields: Object.keys(body).map(field => ({
            field,
            label: objects.find(o => o.key === object)?.fields.find(f => f.key === field)?.label ?? field,
            from: null,
            to: body[field],
          })),
        },
        id,
      )
    }
    if (method === 'DELETE') rows.splice(rows.indexOf(record), 1)
    return ok(record)
  }

  return {
    data,
    calls: [] as { method: string; path: string; body: Record<string, unknown>; key: string | null }[],
    handle(method: string, url: string, body: Record<string, unknown> = {}, key: string | null = null): Answer {
      const { pathname, searchParams } = new URL(url, 'http://fake')
      const path = pathname.replace('/api/v1', '')
      this.calls.push({ method, path, body, key })
      const kept = key ? seen.get(key) : undefined
      if (kept) return kept
      const answer = structuredClone(route(method, path, searchParams, body))
      if (key && answer.status < 400) seen.set(key, answer)
      return answer
    },
  }
}
