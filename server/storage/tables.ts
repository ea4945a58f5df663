/** The tables as every adapter has them. Times are milliseconds; JSON is kept as text. */
export type Tables = {
  meta: { name: string; value: string }
  accounts: { id: string; role: string; name: string; school: string }
  cards: { hash: string; account: string; created_at: number; voided_at: number | null }
  devices: {
    id: string
    account: string
    key: string
    label: string
    card: string
    enrolled_at: number
    withdrawn_at: number | null
    lost_at: number | null
  }
  sessions: {
    hash: string
    profile: string
    account: string
    device: string
    created_at: number
    expires_at: number
  }
  grants: { account: string; feed: string }
  feeds: { feed: string; head: number; cap: string | null }
  records: { feed: string; kind: string; id: string; seq: number; at: number; body: string | null }
  outcomes: { id: string; account: string; device: string; content_hash: string; outcome: string; at: number }
  files: { sha256: string; bytes: number; type: string; shared: number }
  file_feeds: { sha256: string; feed: string }
  awaited: { submission_id: string; account: string; files: string; feeds: string; received_at: number | null }
  audit: { at: number; actor: string; what: string; about: string }
}
