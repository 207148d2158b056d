/** What a member had typed into a form, and when it was saved. */
export interface DraftView {
  readonly content: string;
  readonly savedAt: string;
}

/** That a draft was saved, and when. */
export interface KeptDraftView {
  readonly savedAt: string;
}
