import { useObject } from '@/app/hooks'
import { today } from '@/lib/dates'
import { Related } from '@/records/related'

/** Whom a customer has named to us. */
export function ReferralsCard({ of, id }: { of: 'contacts' | 'accounts'; id: string }) {
  const referrals = useObject(of)?.collections.find(c => c.key === 'referrals')
  if (!referrals) return null
  return <Related collection={referrals} id={id} create={{ named_on: today() }} />
}
