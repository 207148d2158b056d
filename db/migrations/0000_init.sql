CREATE SCHEMA "app";
--> statement-breakpoint
CREATE SCHEMA "audit";
--> statement-breakpoint
CREATE SCHEMA "ctx";
--> statement-breakpoint
CREATE SCHEMA "directory";
--> statement-breakpoint
CREATE TABLE "directory"."accounts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"password_hash" text NOT NULL,
	"epoch" integer DEFAULT 1 NOT NULL,
	"status" text DEFAULT 'active' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "accounts_email" UNIQUE("email"),
	CONSTRAINT "accounts_email_lower" CHECK ("directory"."accounts"."email" = lower("directory"."accounts"."email")),
	CONSTRAINT "accounts_status" CHECK ("directory"."accounts"."status" in ('active', 'disabled'))
);
--> statement-breakpoint
CREATE TABLE "app"."activity_reviews" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"asked_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"made_at" timestamp with time zone,
	"due_at" timestamp with time zone,
	"events" integer DEFAULT 0 NOT NULL,
	"patients" integer DEFAULT 0 NOT NULL,
	"findings" integer DEFAULT 0 NOT NULL,
	"conclusion_sealed" "bytea",
	"signed_by" uuid,
	"signed_at" timestamp with time zone,
	CONSTRAINT "activity_reviews_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "activity_reviews_span" UNIQUE("tenant_id","kind","starts_at","ends_at"),
	CONSTRAINT "activity_reviews_kind" CHECK ("app"."activity_reviews"."kind" in ('asked', 'weekly')),
	CONSTRAINT "activity_reviews_order" CHECK ("app"."activity_reviews"."starts_at" < "app"."activity_reviews"."ends_at"),
	CONSTRAINT "activity_reviews_made" CHECK (("app"."activity_reviews"."made_at" is null) = ("app"."activity_reviews"."due_at" is null)),
	CONSTRAINT "activity_reviews_signed" CHECK (num_nulls("app"."activity_reviews"."conclusion_sealed", "app"."activity_reviews"."signed_by", "app"."activity_reviews"."signed_at") in (0, 3) and ("app"."activity_reviews"."signed_at" is null or "app"."activity_reviews"."made_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "app"."adjustments" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"invoice_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"reason_code" text NOT NULL,
	"comment_sealed" "bytea",
	"amount_cents" bigint NOT NULL,
	"effective_on" date NOT NULL,
	"entry_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "adjustments_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "adjustments_kind" CHECK ("app"."adjustments"."kind" in ('write_off', 'discount', 'contractual')),
	CONSTRAINT "adjustments_amount" CHECK ("app"."adjustments"."amount_cents" > 0)
);
--> statement-breakpoint
CREATE TABLE "app"."allergies" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"code_system" text,
	"code" text,
	"substance_sealed" "bytea" NOT NULL,
	"category" text,
	"criticality" text,
	"clinical_status" text NOT NULL,
	"verification_status" text,
	"recorded_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "allergies_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "app"."appointments" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"practitioner_id" uuid,
	"status" text NOT NULL,
	"kind" text DEFAULT 'telehealth' NOT NULL,
	"reason_sealed" "bytea",
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "appointments_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "appointments_status" CHECK ("app"."appointments"."status" in ('booked', 'confirmed', 'arrived', 'in_room', 'done', 'no_show', 'cancelled')),
	CONSTRAINT "appointments_span" CHECK ("app"."appointments"."ends_at" > "app"."appointments"."starts_at")
);
--> statement-breakpoint
CREATE TABLE "audit"."alarms" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"raised_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"mailed_at" timestamp with time zone,
	"cleared_at" timestamp with time zone,
	CONSTRAINT "alarms_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "alarms_kind" CHECK ("audit"."alarms"."kind" in ('damaged', 'behind'))
);
--> statement-breakpoint
CREATE TABLE "audit"."checkpoints" (
	"tenant_id" uuid NOT NULL,
	"size" bigint NOT NULL,
	"head" "bytea" NOT NULL,
	"edge" "bytea" NOT NULL,
	"note" text NOT NULL,
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "checkpoints_tenant_id_size_pk" PRIMARY KEY("tenant_id","size"),
	CONSTRAINT "checkpoints_size" CHECK ("audit"."checkpoints"."size" > 0),
	CONSTRAINT "checkpoints_head_length" CHECK (octet_length("audit"."checkpoints"."head") = 32),
	CONSTRAINT "checkpoints_note_length" CHECK (length("audit"."checkpoints"."note") <= 4000)
);
--> statement-breakpoint
CREATE TABLE "audit"."events" (
	"tenant_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"transaction_id" "xid8" NOT NULL,
	"actor_id" uuid NOT NULL,
	"db_role" text NOT NULL,
	"action" text NOT NULL,
	"outcome" text NOT NULL,
	"entity" text NOT NULL,
	"purpose" text NOT NULL,
	"address" "inet",
	"entity_id" uuid NOT NULL,
	"grant_id" uuid NOT NULL,
	"subjects" uuid[] NOT NULL,
	"detail" "bytea",
	"detail_hash" "bytea" NOT NULL,
	"prev_hash" "bytea" NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "events_tenant_id_seq_pk" PRIMARY KEY("tenant_id","seq"),
	CONSTRAINT "events_id" UNIQUE("tenant_id","id"),
	CONSTRAINT "events_hash_length" CHECK (octet_length("audit"."events"."hash") = 32 and octet_length("audit"."events"."prev_hash") = 32 and octet_length("audit"."events"."detail_hash") = 32)
);
--> statement-breakpoint
CREATE TABLE "audit"."heads" (
	"tenant_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "heads_tenant_id_pk" PRIMARY KEY("tenant_id"),
	CONSTRAINT "heads_hash_length" CHECK (octet_length("audit"."heads"."hash") = 32)
);
--> statement-breakpoint
CREATE TABLE "audit"."outbox" (
	"tenant_id" uuid DEFAULT nullif(current_setting('app.current_tenant', true), '')::uuid NOT NULL,
	"id" uuid NOT NULL,
	"actor_id" uuid DEFAULT nullif(current_setting('app.actor', true), '')::uuid NOT NULL,
	"db_role" text DEFAULT current_setting('role') NOT NULL,
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"transaction_id" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"action" text NOT NULL,
	"outcome" text DEFAULT 'success' NOT NULL,
	"entity" text NOT NULL,
	"purpose" text DEFAULT case current_setting('role') when 'medical_assistant' then 'TREAT' when 'prescriber' then 'TREAT' when 'biller' then 'HPAYMT' else 'HOPERAT' end NOT NULL,
	"address" "inet",
	"entity_id" uuid NOT NULL,
	"grant_id" uuid DEFAULT '00000000-0000-0000-0000-000000000000' NOT NULL,
	"subjects" uuid[] DEFAULT '{}' NOT NULL,
	"detail" "bytea",
	CONSTRAINT "outbox_tenant_id_transaction_id_id_pk" PRIMARY KEY("tenant_id","transaction_id","id"),
	CONSTRAINT "outbox_outcome" CHECK ("audit"."outbox"."outcome" in ('success', 'denied', 'failed')),
	CONSTRAINT "outbox_words" CHECK (length("audit"."outbox"."action") <= 64 and length("audit"."outbox"."entity") <= 64),
	CONSTRAINT "outbox_subjects" CHECK (array_position("audit"."outbox"."subjects", null) is null),
	CONSTRAINT "outbox_detail" CHECK (octet_length("audit"."outbox"."detail") > 0)
);
--> statement-breakpoint
CREATE TABLE "audit"."receipts" (
	"tenant_id" uuid NOT NULL,
	"size" bigint NOT NULL,
	"keeper" text NOT NULL,
	"kind" text NOT NULL,
	"cosignature" text,
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "receipts_tenant_id_size_keeper_pk" PRIMARY KEY("tenant_id","size","keeper"),
	CONSTRAINT "receipts_kind" CHECK ("audit"."receipts"."kind" in ('sink', 'witness')),
	CONSTRAINT "receipts_cosignature" CHECK (length("audit"."receipts"."cosignature") <= 1000)
);
--> statement-breakpoint
CREATE TABLE "audit"."statements" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"note" text NOT NULL,
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "statements_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "statements_note_length" CHECK (length("audit"."statements"."note") <= 4000)
);
--> statement-breakpoint
CREATE TABLE "audit"."subjects" (
	"tenant_id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	CONSTRAINT "subjects_tenant_id_patient_id_seq_pk" PRIMARY KEY("tenant_id","patient_id","seq")
);
--> statement-breakpoint
CREATE TABLE "audit"."verifications" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"actor_id" uuid DEFAULT nullif(current_setting('app.actor', true), '')::uuid NOT NULL,
	"extent" text NOT NULL,
	"from_position" bigint NOT NULL,
	"position" bigint NOT NULL,
	"head" "bytea" NOT NULL,
	"checkpoint_size" bigint,
	"damaged_position" bigint,
	"damage" text,
	"part" text,
	CONSTRAINT "verifications_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "verifications_extent" CHECK ("audit"."verifications"."extent" in ('full', 'recent')),
	CONSTRAINT "verifications_damage" CHECK (("audit"."verifications"."damage" is null) = ("audit"."verifications"."damaged_position" is null) and ("audit"."verifications"."damage" is null) = ("audit"."verifications"."part" is null))
);
--> statement-breakpoint
CREATE TABLE "directory"."backups" (
	"began_at" timestamp with time zone PRIMARY KEY NOT NULL,
	"finished_at" timestamp with time zone NOT NULL,
	"covered_until" timestamp with time zone NOT NULL,
	"files" integer NOT NULL,
	"bytes" bigint NOT NULL,
	"verified_at" timestamp with time zone,
	CONSTRAINT "backups_span" CHECK ("directory"."backups"."finished_at" >= "directory"."backups"."began_at"),
	CONSTRAINT "backups_size" CHECK ("directory"."backups"."files" > 0 and "directory"."backups"."bytes" > 0)
);
--> statement-breakpoint
CREATE TABLE "app"."break_glass_grants" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"member_id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"session_id" uuid NOT NULL,
	"reason_code" text NOT NULL,
	"text_length" integer NOT NULL,
	"text_sealed" "bytea" NOT NULL,
	"categories" text[] DEFAULT '{}' NOT NULL,
	"started_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"ends_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"review_due_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"previous_id" uuid,
	"ended_at" timestamp with time zone,
	"ended_by" uuid,
	"told_at" timestamp with time zone,
	CONSTRAINT "break_glass_grants_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "break_glass_grants_reason" CHECK ("app"."break_glass_grants"."reason_code" in ('ETREAT', 'BTG', 'COC', 'PATRQT')),
	CONSTRAINT "break_glass_grants_text" CHECK ("app"."break_glass_grants"."text_length" >= 20)
);
--> statement-breakpoint
CREATE TABLE "app"."break_glass_reviews" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"grant_id" uuid NOT NULL,
	"reviewer_id" uuid NOT NULL,
	"verdict" text NOT NULL,
	"note_sealed" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "break_glass_reviews_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "break_glass_reviews_verdict" CHECK ("app"."break_glass_reviews"."verdict" in ('appropriate', 'inappropriate', 'follow_up'))
);
--> statement-breakpoint
CREATE TABLE "app"."care_team" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"restriction_id" uuid NOT NULL,
	"member_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "care_team_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "directory"."challenges" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid,
	"session_id" uuid,
	"purpose" text NOT NULL,
	"challenge" "bytea" NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "challenges_challenge" CHECK (octet_length("directory"."challenges"."challenge") between 16 and 1024),
	CONSTRAINT "challenges_tries" CHECK ("directory"."challenges"."tries" >= 0)
);
--> statement-breakpoint
CREATE TABLE "app"."charges" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"encounter_id" uuid,
	"practitioner_id" uuid,
	"code_system" text,
	"code" text,
	"modifiers" text,
	"place_of_service" text,
	"label_sealed" "bytea" NOT NULL,
	"units" integer DEFAULT 1 NOT NULL,
	"unit_cents" bigint NOT NULL,
	"total_cents" bigint NOT NULL,
	"serviced_on" date NOT NULL,
	"status" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "charges_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "charges_status" CHECK ("app"."charges"."status" in ('unbilled', 'billed', 'entered_in_error')),
	CONSTRAINT "charges_units" CHECK ("app"."charges"."units" > 0 and "app"."charges"."total_cents" >= 0)
);
--> statement-breakpoint
CREATE TABLE "app"."compliance_rules" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"accounts_for_care" boolean DEFAULT false NOT NULL,
	"open_days" text DEFAULT '12345' NOT NULL,
	"opens_minute" integer DEFAULT 420 NOT NULL,
	"closes_minute" integer DEFAULT 1140 NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "compliance_rules_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "compliance_rules_days" CHECK ("app"."compliance_rules"."open_days" ~ '^[1-7]{0,7}$'),
	CONSTRAINT "compliance_rules_hours" CHECK ("app"."compliance_rules"."opens_minute" >= 0 and "app"."compliance_rules"."opens_minute" < "app"."compliance_rules"."closes_minute" and "app"."compliance_rules"."closes_minute" <= 1440)
);
--> statement-breakpoint
CREATE TABLE "directory"."console_sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"opened_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"until" timestamp with time zone NOT NULL,
	"seen_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"closed_at" timestamp with time zone,
	"closed_by" text,
	CONSTRAINT "console_sessions_closed" CHECK (("directory"."console_sessions"."closed_at" is null) = ("directory"."console_sessions"."closed_by" is null) and "directory"."console_sessions"."closed_by" in ('operator', 'time', 'signal', 'nobody'))
);
--> statement-breakpoint
CREATE TABLE "ctx"."keys" (
	"kid" text PRIMARY KEY NOT NULL,
	"inner_pad" "bytea" NOT NULL,
	"outer_pad" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "keys_inner_length" CHECK (octet_length("ctx"."keys"."inner_pad") = 64),
	CONSTRAINT "keys_outer_length" CHECK (octet_length("ctx"."keys"."outer_pad") = 64)
);
--> statement-breakpoint
CREATE TABLE "app"."coverages" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"kind" text DEFAULT 'insurance' NOT NULL,
	"status" text NOT NULL,
	"position" integer DEFAULT 1 NOT NULL,
	"plan_sealed" "bytea" NOT NULL,
	"starts_on" date,
	"ends_on" date,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "coverages_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "coverages_kind" CHECK ("app"."coverages"."kind" in ('insurance', 'self_pay', 'other'))
);
--> statement-breakpoint
CREATE TABLE "app"."disclosure_holds" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"starts_on" date NOT NULL,
	"ends_on" date NOT NULL,
	"is_oral" boolean NOT NULL,
	"content_sealed" "bytea" NOT NULL,
	"recorded_by" uuid DEFAULT nullif(current_setting('app.actor', true), '')::uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"withdrawal_sealed" "bytea",
	"withdrawn_by" uuid,
	"withdrawn_at" timestamp with time zone,
	CONSTRAINT "disclosure_holds_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "disclosure_holds_span" CHECK ("app"."disclosure_holds"."ends_on" >= "app"."disclosure_holds"."starts_on"),
	CONSTRAINT "disclosure_holds_oral" CHECK (not "app"."disclosure_holds"."is_oral" or "app"."disclosure_holds"."ends_on" <= "app"."disclosure_holds"."starts_on" + 30),
	CONSTRAINT "disclosure_holds_withdrawn" CHECK (num_nulls("app"."disclosure_holds"."withdrawal_sealed", "app"."disclosure_holds"."withdrawn_by", "app"."disclosure_holds"."withdrawn_at") in (0, 3))
);
--> statement-breakpoint
CREATE TABLE "app"."disclosures" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"disclosed_on" date NOT NULL,
	"content_sealed" "bytea" NOT NULL,
	"recorded_by" uuid DEFAULT nullif(current_setting('app.actor', true), '')::uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"withdrawal_sealed" "bytea",
	"withdrawn_by" uuid,
	"withdrawn_at" timestamp with time zone,
	CONSTRAINT "disclosures_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "disclosures_withdrawn" CHECK (num_nulls("app"."disclosures"."withdrawal_sealed", "app"."disclosures"."withdrawn_by", "app"."disclosures"."withdrawn_at") in (0, 3))
);
--> statement-breakpoint
CREATE TABLE "app"."documents" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"encounter_id" uuid,
	"record_type" text NOT NULL,
	"title_sealed" "bytea" NOT NULL,
	"content_sealed" "bytea",
	"content_type" text NOT NULL,
	"content_bytes" integer NOT NULL,
	"status" text NOT NULL,
	"written_at" timestamp with time zone NOT NULL,
	"sensitivity" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "documents_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "documents_record_type" CHECK ("app"."documents"."record_type" in ('clinical', 'laboratory', 'consent', 'identification', 'insurance_card', 'billing', 'correspondence')),
	CONSTRAINT "documents_sensitivity" CHECK ("app"."documents"."sensitivity" in ('mental_health', 'substance_use', 'hiv', 'reproductive', 'minor'))
);
--> statement-breakpoint
CREATE TABLE "app"."drafts" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"member_id" uuid NOT NULL,
	"form" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"content_sealed" "bytea" NOT NULL,
	"saved_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "drafts_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "drafts_of_member" UNIQUE("tenant_id","member_id","form","subject_id"),
	CONSTRAINT "drafts_form" CHECK (length("app"."drafts"."form") between 1 and 40),
	CONSTRAINT "drafts_size" CHECK (octet_length("app"."drafts"."content_sealed") <= 32768)
);
--> statement-breakpoint
CREATE TABLE "app"."encounters" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"practitioner_id" uuid,
	"organization_id" uuid,
	"class" text NOT NULL,
	"status" text NOT NULL,
	"type_code" text,
	"type_sealed" "bytea",
	"reason_sealed" "bytea",
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "encounters_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "app"."immunizations" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"encounter_id" uuid,
	"code_system" text,
	"code" text,
	"vaccine_sealed" "bytea" NOT NULL,
	"status" text NOT NULL,
	"given_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "immunizations_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "app"."import_runs" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"status" text NOT NULL,
	"resources_read" integer DEFAULT 0 NOT NULL,
	"rows_written" integer DEFAULT 0 NOT NULL,
	"resources_skipped" integer DEFAULT 0 NOT NULL,
	"finished_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "import_runs_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "app"."import_sources" (
	"tenant_id" uuid NOT NULL,
	"resource_type" text NOT NULL,
	"source_token" "bytea" NOT NULL,
	"entity" text NOT NULL,
	"row_id" uuid NOT NULL,
	"content_hash" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "import_sources_tenant_id_resource_type_source_token_pk" PRIMARY KEY("tenant_id","resource_type","source_token"),
	CONSTRAINT "import_sources_token_length" CHECK (octet_length("app"."import_sources"."source_token") = 16)
);
--> statement-breakpoint
CREATE TABLE "app"."invoice_lines" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"invoice_id" uuid NOT NULL,
	"charge_id" uuid,
	"position" integer NOT NULL,
	"label_sealed" "bytea" NOT NULL,
	"amount_cents" bigint NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "invoice_lines_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "invoice_lines_amount" CHECK ("app"."invoice_lines"."amount_cents" >= 0)
);
--> statement-breakpoint
CREATE TABLE "app"."invoices" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"number" text NOT NULL,
	"patient_id" uuid NOT NULL,
	"encounter_id" uuid,
	"practitioner_id" uuid,
	"coverage_id" uuid,
	"responsible" text NOT NULL,
	"issued_on" date NOT NULL,
	"due_on" date NOT NULL,
	"entry_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "invoices_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "invoices_number" UNIQUE("tenant_id","number"),
	CONSTRAINT "invoices_responsible" CHECK ("app"."invoices"."responsible" in ('patient', 'insurance')),
	CONSTRAINT "invoices_due_after" CHECK ("app"."invoices"."due_on" >= "app"."invoices"."issued_on")
);
--> statement-breakpoint
CREATE TABLE "app"."isolation_probes" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"requested_by" uuid,
	"requested_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"finished_at" timestamp with time zone,
	"tables" integer DEFAULT 0 NOT NULL,
	"roles" integer DEFAULT 0 NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"unexpected" integer DEFAULT 0 NOT NULL,
	"undecided" integer DEFAULT 0 NOT NULL,
	"canaries" integer DEFAULT 0 NOT NULL,
	"differences" integer DEFAULT 0 NOT NULL,
	"milliseconds" integer DEFAULT 0 NOT NULL,
	"catalog" text DEFAULT '' NOT NULL,
	"findings" text DEFAULT '[]' NOT NULL,
	CONSTRAINT "isolation_probes_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "isolation_probes_findings" CHECK (octet_length("app"."isolation_probes"."findings") <= 65536)
);
--> statement-breakpoint
CREATE TABLE "app"."issued_documents" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"code" text NOT NULL,
	"digest" "bytea" NOT NULL,
	"kind" text NOT NULL,
	"patient_id" uuid,
	"row_count" integer NOT NULL,
	"issued_by" uuid NOT NULL,
	"issued_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "issued_documents_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "issued_documents_code" UNIQUE("tenant_id","code"),
	CONSTRAINT "issued_documents_code_form" CHECK ("app"."issued_documents"."code" ~ '^[0-9A-HJKMNP-TV-Z]{10,30}$'),
	CONSTRAINT "issued_documents_kind" CHECK (length("app"."issued_documents"."kind") between 1 and 40),
	CONSTRAINT "issued_documents_sizes" CHECK (octet_length("app"."issued_documents"."digest") = 32 and "app"."issued_documents"."row_count" >= 0)
);
--> statement-breakpoint
CREATE TABLE "directory"."jobs" (
	"name" text PRIMARY KEY NOT NULL,
	"every_seconds" integer NOT NULL,
	"due_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"run_id" uuid,
	"claimed_until" timestamp with time zone,
	"started_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"outcome" text,
	CONSTRAINT "jobs_every" CHECK ("directory"."jobs"."every_seconds" > 0),
	CONSTRAINT "jobs_outcome" CHECK ("directory"."jobs"."outcome" in ('done', 'failed')),
	CONSTRAINT "jobs_claim" CHECK (("directory"."jobs"."run_id" is null) = ("directory"."jobs"."claimed_until" is null))
);
--> statement-breakpoint
CREATE TABLE "app"."key_holdings" (
	"tenant_id" uuid NOT NULL,
	"held_in" text NOT NULL,
	"version" integer NOT NULL,
	"rows" bigint NOT NULL,
	"counted_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "key_holdings_tenant_id_held_in_version_pk" PRIMARY KEY("tenant_id","held_in","version"),
	CONSTRAINT "key_holdings_rows" CHECK ("app"."key_holdings"."rows" >= 0)
);
--> statement-breakpoint
CREATE TABLE "app"."key_rotations" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"requested_by" uuid NOT NULL,
	"requested_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"to_version" integer,
	"pass" integer DEFAULT 1 NOT NULL,
	"pass_started_at" timestamp with time zone,
	"at_table" text,
	"at_id" uuid,
	"rows_total" bigint DEFAULT 0 NOT NULL,
	"rows_moved" bigint DEFAULT 0 NOT NULL,
	"rows_refused" bigint DEFAULT 0 NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "key_rotations_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "key_rotations_started" CHECK (("app"."key_rotations"."started_at" is null) = ("app"."key_rotations"."to_version" is null)),
	CONSTRAINT "key_rotations_counts" CHECK ("app"."key_rotations"."rows_total" >= 0 and "app"."key_rotations"."rows_moved" >= 0 and "app"."key_rotations"."rows_refused" >= 0 and "app"."key_rotations"."pass" > 0)
);
--> statement-breakpoint
CREATE TABLE "app"."key_uses" (
	"tenant_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"version" integer NOT NULL,
	"used_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "key_uses_tenant_id_purpose_version_pk" PRIMARY KEY("tenant_id","purpose","version"),
	CONSTRAINT "key_uses_version" CHECK ("app"."key_uses"."version" > 0)
);
--> statement-breakpoint
CREATE TABLE "app"."ledger_entries" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"effective_on" date NOT NULL,
	"posted_by" uuid NOT NULL,
	"idempotency_key" uuid,
	"request_hash" "bytea",
	"reverses_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ledger_entries_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "ledger_entries_key" UNIQUE("tenant_id","idempotency_key"),
	CONSTRAINT "ledger_entries_kind" CHECK ("app"."ledger_entries"."kind" in ('invoice', 'payment', 'allocation', 'adjustment', 'refund', 'reversal')),
	CONSTRAINT "ledger_entries_request" CHECK (("app"."ledger_entries"."idempotency_key" is null) = ("app"."ledger_entries"."request_hash" is null))
);
--> statement-breakpoint
CREATE TABLE "directory"."links" (
	"token_hash" "bytea" PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"email" text NOT NULL,
	"account_id" uuid,
	"tenant_id" uuid,
	"member_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"sent_at" timestamp with time zone,
	"used_at" timestamp with time zone,
	CONSTRAINT "links_kind" CHECK ("directory"."links"."kind" in ('reset', 'invitation')),
	CONSTRAINT "links_hash_length" CHECK (octet_length("directory"."links"."token_hash") = 32),
	CONSTRAINT "links_reset" CHECK ("directory"."links"."kind" <> 'reset' or "directory"."links"."account_id" is not null),
	CONSTRAINT "links_invitation" CHECK ("directory"."links"."kind" <> 'invitation' or ("directory"."links"."tenant_id" is not null and "directory"."links"."member_id" is not null))
);
--> statement-breakpoint
CREATE TABLE "app"."medication_requests" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"encounter_id" uuid,
	"practitioner_id" uuid,
	"code_system" text,
	"code" text,
	"order_sealed" "bytea" NOT NULL,
	"status" text NOT NULL,
	"refills" integer,
	"days_supply" integer,
	"authored_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"sensitivity" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "medication_requests_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "medication_requests_sensitivity" CHECK ("app"."medication_requests"."sensitivity" in ('mental_health', 'substance_use', 'hiv', 'reproductive', 'minor'))
);
--> statement-breakpoint
CREATE TABLE "app"."member_roles" (
	"tenant_id" uuid NOT NULL,
	"member_id" uuid NOT NULL,
	"role" text NOT NULL,
	"position" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "member_roles_tenant_id_member_id_role_pk" PRIMARY KEY("tenant_id","member_id","role"),
	CONSTRAINT "member_roles_role" CHECK ("app"."member_roles"."role" in ('medical_assistant', 'prescriber', 'biller', 'tenant_admin'))
);
--> statement-breakpoint
CREATE TABLE "app"."members" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"account_id" uuid,
	"email" text,
	"display_name" text NOT NULL,
	"credentials" text,
	"npi" text,
	"status" text DEFAULT 'active' NOT NULL,
	"epoch" integer DEFAULT 1 NOT NULL,
	"deactivated_at" timestamp with time zone,
	"last_sign_in_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "members_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "members_email" UNIQUE("tenant_id","email"),
	CONSTRAINT "members_status" CHECK ("app"."members"."status" in ('invited', 'withdrawn', 'active', 'deactivated')),
	CONSTRAINT "members_account" CHECK ("app"."members"."account_id" is not null or "app"."members"."status" in ('invited', 'withdrawn')),
	CONSTRAINT "members_invited" CHECK ("app"."members"."status" <> 'invited' or "app"."members"."email" is not null),
	CONSTRAINT "members_email_lower" CHECK ("app"."members"."email" = lower("app"."members"."email")),
	CONSTRAINT "members_npi" CHECK ("app"."members"."npi" ~ '^[0-9]{10}$')
);
--> statement-breakpoint
CREATE TABLE "directory"."memberships" (
	"account_id" uuid NOT NULL,
	"tenant_id" uuid NOT NULL,
	"member_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "memberships_account_id_tenant_id_pk" PRIMARY KEY("account_id","tenant_id"),
	CONSTRAINT "memberships_member" UNIQUE("tenant_id","member_id")
);
--> statement-breakpoint
CREATE TABLE "app"."notes" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"encounter_id" uuid,
	"practitioner_id" uuid,
	"kind" text NOT NULL,
	"title_sealed" "bytea" NOT NULL,
	"text_sealed" "bytea" NOT NULL,
	"status" text NOT NULL,
	"written_at" timestamp with time zone NOT NULL,
	"signed_at" timestamp with time zone,
	"digest" "bytea",
	"sensitivity" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "notes_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "notes_status" CHECK ("app"."notes"."status" in ('draft', 'signed', 'entered_in_error')),
	CONSTRAINT "notes_signed" CHECK ("app"."notes"."status" <> 'signed' or "app"."notes"."digest" is not null),
	CONSTRAINT "notes_sensitivity" CHECK ("app"."notes"."sensitivity" in ('mental_health', 'substance_use', 'hiv', 'reproductive', 'minor'))
);
--> statement-breakpoint
CREATE TABLE "app"."observations" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"encounter_id" uuid,
	"panel_id" uuid,
	"category" text NOT NULL,
	"code_system" text,
	"code" text,
	"display_sealed" "bytea",
	"value_sealed" "bytea",
	"range_sealed" "bytea",
	"status" text NOT NULL,
	"effective_at" timestamp with time zone NOT NULL,
	"issued_at" timestamp with time zone,
	"sensitivity" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "observations_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "observations_category" CHECK ("app"."observations"."category" in ('lab', 'vital', 'other')),
	CONSTRAINT "observations_sensitivity" CHECK ("app"."observations"."sensitivity" in ('mental_health', 'substance_use', 'hiv', 'reproductive', 'minor'))
);
--> statement-breakpoint
CREATE TABLE "app"."organizations" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"kind" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "organizations_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "app"."panels" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"encounter_id" uuid,
	"code_system" text,
	"code" text,
	"report_sealed" "bytea" NOT NULL,
	"status" text NOT NULL,
	"effective_at" timestamp with time zone,
	"issued_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "panels_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "directory"."passkeys" (
	"credential_id" "bytea" PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"public_key" "bytea" NOT NULL,
	"counter" bigint DEFAULT 0 NOT NULL,
	"transports" text DEFAULT '' NOT NULL,
	"label" text NOT NULL,
	"is_backed_up" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone,
	CONSTRAINT "passkeys_credential_id" CHECK (octet_length("directory"."passkeys"."credential_id") between 1 and 1023),
	CONSTRAINT "passkeys_label" CHECK (length("directory"."passkeys"."label") between 1 and 60)
);
--> statement-breakpoint
CREATE TABLE "app"."patient_contacts" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"use" text,
	"position" integer DEFAULT 1 NOT NULL,
	"value_sealed" "bytea" NOT NULL,
	"value_token" integer,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "patient_contacts_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "patient_contacts_kind" CHECK ("app"."patient_contacts"."kind" in ('phone', 'email', 'address', 'person'))
);
--> statement-breakpoint
CREATE TABLE "app"."patients" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"family_sealed" "bytea" NOT NULL,
	"given_sealed" "bytea" NOT NULL,
	"birth_date_sealed" "bytea",
	"mrn_sealed" "bytea" NOT NULL,
	"mrn_token" "bytea" NOT NULL,
	"demographics_sealed" "bytea" NOT NULL,
	"identifiers_sealed" "bytea",
	"family3" integer,
	"family4" integer,
	"family6" integer,
	"family_full" integer,
	"second_family3" integer,
	"second_family_full" integer,
	"given3" integer,
	"given4" integer,
	"given_full" integer,
	"birth_date_token" integer,
	"status" text DEFAULT 'active' NOT NULL,
	"is_restricted" boolean DEFAULT false NOT NULL,
	"is_deceased" boolean DEFAULT false NOT NULL,
	"allergy_status" text DEFAULT 'not_recorded' NOT NULL,
	"practitioner_id" uuid,
	"last_visit_at" timestamp with time zone,
	"next_visit_at" timestamp with time zone,
	"registered_on" date,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "patients_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "patients_mrn" UNIQUE("tenant_id","mrn_token"),
	CONSTRAINT "patients_mrn_length" CHECK (octet_length("app"."patients"."mrn_token") = 16),
	CONSTRAINT "patients_status" CHECK ("app"."patients"."status" in ('active', 'inactive', 'entered_in_error')),
	CONSTRAINT "patients_allergy_status" CHECK ("app"."patients"."allergy_status" in ('not_recorded', 'none_known', 'recorded'))
);
--> statement-breakpoint
CREATE TABLE "app"."payment_allocations" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"payment_id" uuid NOT NULL,
	"invoice_id" uuid NOT NULL,
	"line_id" uuid,
	"amount_cents" bigint NOT NULL,
	"entry_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payment_allocations_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "payment_allocations_amount" CHECK ("app"."payment_allocations"."amount_cents" > 0)
);
--> statement-breakpoint
CREATE TABLE "app"."payments" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"payer" text NOT NULL,
	"method" text NOT NULL,
	"reference_sealed" "bytea",
	"received_on" date NOT NULL,
	"amount_cents" bigint NOT NULL,
	"entry_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payments_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "payments_payer" CHECK ("app"."payments"."payer" in ('patient', 'insurance')),
	CONSTRAINT "payments_method" CHECK ("app"."payments"."method" in ('card', 'cash', 'check', 'bank_transfer', 'insurance')),
	CONSTRAINT "payments_amount" CHECK ("app"."payments"."amount_cents" > 0)
);
--> statement-breakpoint
CREATE TABLE "app"."postings" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"entry_id" uuid NOT NULL,
	"account" text NOT NULL,
	"amount_cents" bigint NOT NULL,
	"patient_id" uuid NOT NULL,
	"invoice_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "postings_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "postings_amount" CHECK ("app"."postings"."amount_cents" <> 0),
	CONSTRAINT "postings_account" CHECK ("app"."postings"."account" in ('receivable:patient', 'receivable:insurance', 'revenue', 'cash', 'unapplied', 'write_off', 'contractual', 'discount')),
	CONSTRAINT "postings_receivable_names_invoice" CHECK ("app"."postings"."account" not in ('receivable:patient', 'receivable:insurance') or "app"."postings"."invoice_id" is not null)
);
--> statement-breakpoint
CREATE TABLE "app"."practitioners" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"display_name" text NOT NULL,
	"npi" text,
	"member_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "practitioners_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "app"."problems" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"encounter_id" uuid,
	"code_system" text,
	"code" text,
	"display_sealed" "bytea" NOT NULL,
	"clinical_status" text NOT NULL,
	"verification_status" text,
	"onset_at" timestamp with time zone,
	"abated_at" timestamp with time zone,
	"recorded_at" timestamp with time zone,
	"sensitivity" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "problems_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "problems_sensitivity" CHECK ("app"."problems"."sensitivity" in ('mental_health', 'substance_use', 'hiv', 'reproductive', 'minor'))
);
--> statement-breakpoint
CREATE TABLE "app"."procedures" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"encounter_id" uuid,
	"code_system" text,
	"code" text,
	"display_sealed" "bytea" NOT NULL,
	"status" text NOT NULL,
	"starts_at" timestamp with time zone,
	"ends_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "procedures_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "directory"."recovery_codes" (
	"code_hash" "bytea" PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"used_at" timestamp with time zone,
	CONSTRAINT "recovery_codes_hash_length" CHECK (octet_length("directory"."recovery_codes"."code_hash") = 32)
);
--> statement-breakpoint
CREATE TABLE "directory"."restore_drills" (
	"id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"backup_began_at" timestamp with time zone,
	"restored_to" timestamp with time zone,
	"how" text NOT NULL,
	"seconds" integer NOT NULL,
	"clinics" integer NOT NULL,
	"events" bigint NOT NULL,
	"samples" integer NOT NULL,
	"faults" integer NOT NULL,
	"lost_events" bigint NOT NULL,
	CONSTRAINT "restore_drills_how" CHECK ("directory"."restore_drills"."how" in ('thrown away', 'kept')),
	CONSTRAINT "restore_drills_counts" CHECK ("directory"."restore_drills"."seconds" >= 0 and "directory"."restore_drills"."clinics" >= 0 and "directory"."restore_drills"."events" >= 0 and "directory"."restore_drills"."samples" >= 0 and "directory"."restore_drills"."faults" >= 0 and "directory"."restore_drills"."lost_events" >= 0)
);
--> statement-breakpoint
CREATE TABLE "app"."restrictions" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"category" text NOT NULL,
	"asked_by" text NOT NULL,
	"reason_sealed" "bytea",
	"restricted_by" uuid NOT NULL,
	"lifted_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "restrictions_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "restrictions_category" CHECK ("app"."restrictions"."category" in ('chart', 'mental_health', 'substance_use', 'hiv', 'reproductive', 'minor')),
	CONSTRAINT "restrictions_asked_by" CHECK ("app"."restrictions"."asked_by" in ('patient', 'clinic', 'record'))
);
--> statement-breakpoint
CREATE TABLE "app"."review_findings" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"review_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"member_id" uuid NOT NULL,
	"content_sealed" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"verdict" text,
	"note_sealed" "bytea",
	"judged_by" uuid,
	"judged_at" timestamp with time zone,
	CONSTRAINT "review_findings_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "review_findings_of" UNIQUE("tenant_id","review_id","position"),
	CONSTRAINT "review_findings_verdict" CHECK ("app"."review_findings"."verdict" in ('explained', 'follow_up', 'violation')),
	CONSTRAINT "review_findings_judged" CHECK (num_nulls("app"."review_findings"."verdict", "app"."review_findings"."note_sealed", "app"."review_findings"."judged_by", "app"."review_findings"."judged_at") in (0, 4))
);
--> statement-breakpoint
CREATE TABLE "app"."saved_views" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"member_id" uuid NOT NULL,
	"list" text NOT NULL,
	"name" text NOT NULL,
	"is_shared" boolean NOT NULL,
	"predicates" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "saved_views_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "saved_views_name" UNIQUE("tenant_id","member_id","list","name"),
	CONSTRAINT "saved_views_words" CHECK (length("app"."saved_views"."list") between 1 and 40 and length("app"."saved_views"."name") between 1 and 60),
	CONSTRAINT "saved_views_size" CHECK (length("app"."saved_views"."predicates") <= 1000)
);
--> statement-breakpoint
CREATE TABLE "directory"."sessions" (
	"token_hash" "bytea" PRIMARY KEY NOT NULL,
	"id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"tenant_id" uuid,
	"member_id" uuid,
	"member_epoch" integer,
	"confined_to" uuid,
	"stage" text NOT NULL,
	"assurance" integer DEFAULT 1 NOT NULL,
	"epoch" integer NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"authenticated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"locked_at" timestamp with time zone,
	"address" text,
	"user_agent" text,
	"displaced" text,
	CONSTRAINT "sessions_id" UNIQUE("id"),
	CONSTRAINT "sessions_stage" CHECK ("directory"."sessions"."stage" in ('pending_factor', 'choosing', 'signed_in')),
	CONSTRAINT "sessions_assurance" CHECK ("directory"."sessions"."assurance" between 1 and 3),
	CONSTRAINT "sessions_confined" CHECK ("directory"."sessions"."confined_to" is null or "directory"."sessions"."tenant_id" is null or "directory"."sessions"."tenant_id" = "directory"."sessions"."confined_to"),
	CONSTRAINT "sessions_hash_length" CHECK (octet_length("directory"."sessions"."token_hash") = 32),
	CONSTRAINT "sessions_clinic" CHECK ("directory"."sessions"."stage" <> 'signed_in' or ("directory"."sessions"."tenant_id" is not null and "directory"."sessions"."member_id" is not null and "directory"."sessions"."member_epoch" is not null))
);
--> statement-breakpoint
CREATE TABLE "app"."shreddings" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"requested_by_name" text NOT NULL,
	"requested_at" timestamp with time zone DEFAULT now() NOT NULL,
	"approved_by" uuid,
	"approved_at" timestamp with time zone,
	"destroyed_by_name" text,
	"destroyed_at" timestamp with time zone,
	"found" text,
	"certificate" text,
	"signature" "bytea",
	"verifying_key" "bytea",
	CONSTRAINT "shreddings_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "shreddings_name" CHECK (length("app"."shreddings"."requested_by_name") between 2 and 200)
);
--> statement-breakpoint
CREATE TABLE "app"."sign_in_rules" (
	"tenant_id" uuid NOT NULL,
	"role" text NOT NULL,
	"assurance" integer NOT NULL,
	CONSTRAINT "sign_in_rules_tenant_id_role_pk" PRIMARY KEY("tenant_id","role"),
	CONSTRAINT "sign_in_rules_role" CHECK ("app"."sign_in_rules"."role" in ('medical_assistant', 'prescriber', 'biller', 'tenant_admin')),
	CONSTRAINT "sign_in_rules_assurance" CHECK ("app"."sign_in_rules"."assurance" between 1 and 3)
);
--> statement-breakpoint
CREATE TABLE "app"."sso_connections" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"issuer" text NOT NULL,
	"client_id" text NOT NULL,
	"client_secret_sealed" "bytea" NOT NULL,
	"is_enabled" boolean DEFAULT false NOT NULL,
	"trusts_provider_factor" boolean DEFAULT false NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sso_connections_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "directory"."sso_flows" (
	"token_hash" "bytea" PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"issuer" text NOT NULL,
	"client_id" text NOT NULL,
	"session_id" uuid,
	"next" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "sso_flows_hash_length" CHECK (octet_length("directory"."sso_flows"."token_hash") = 32)
);
--> statement-breakpoint
CREATE TABLE "directory"."sso_identities" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"account_id" uuid NOT NULL,
	"member_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone,
	CONSTRAINT "sso_identities_subject" UNIQUE("tenant_id","issuer","subject"),
	CONSTRAINT "sso_identities_member" UNIQUE("tenant_id","member_id","issuer")
);
--> statement-breakpoint
CREATE TABLE "app"."tenant_keys" (
	"tenant_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"version" integer NOT NULL,
	"wrapped" "bytea",
	"kcv" "bytea" NOT NULL,
	"provider" text NOT NULL,
	"state" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tenant_keys_tenant_id_purpose_version_pk" PRIMARY KEY("tenant_id","purpose","version"),
	CONSTRAINT "tenant_keys_purpose" CHECK ("app"."tenant_keys"."purpose" in ('field', 'index')),
	CONSTRAINT "tenant_keys_version" CHECK ("app"."tenant_keys"."version" > 0),
	CONSTRAINT "tenant_keys_state" CHECK ("app"."tenant_keys"."state" in ('primary', 'decrypt', 'destroyed')),
	CONSTRAINT "tenant_keys_destroyed" CHECK (("app"."tenant_keys"."state" = 'destroyed') = ("app"."tenant_keys"."wrapped" is null))
);
--> statement-breakpoint
CREATE TABLE "directory"."tenants" (
	"id" uuid PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"specialty" text NOT NULL,
	"color" text NOT NULL,
	"time_zone" text NOT NULL,
	"status" text DEFAULT 'active' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tenants_slug" UNIQUE("slug"),
	CONSTRAINT "tenants_status" CHECK ("directory"."tenants"."status" in ('active', 'suspended', 'offboarded')),
	CONSTRAINT "tenants_slug_shape" CHECK ("directory"."tenants"."slug" ~ '^[a-z0-9][a-z0-9-]{1,62}$')
);
--> statement-breakpoint
CREATE TABLE "directory"."throttles" (
	"key" text PRIMARY KEY NOT NULL,
	"points" integer DEFAULT 0 NOT NULL,
	"expires_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "directory"."totp_factors" (
	"account_id" uuid PRIMARY KEY NOT NULL,
	"seed_wrapped" "bytea" NOT NULL,
	"wrapped_by" text NOT NULL,
	"last_step" bigint DEFAULT 0 NOT NULL,
	"confirmed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "totp_factors_seed_wrapped" CHECK (octet_length("directory"."totp_factors"."seed_wrapped") <= 1024)
);
--> statement-breakpoint
ALTER TABLE "app"."activity_reviews" ADD CONSTRAINT "activity_reviews_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."activity_reviews" ADD CONSTRAINT "activity_reviews_asked_by" FOREIGN KEY ("tenant_id","asked_by") REFERENCES "app"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."activity_reviews" ADD CONSTRAINT "activity_reviews_signed_by" FOREIGN KEY ("tenant_id","signed_by") REFERENCES "app"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."adjustments" ADD CONSTRAINT "adjustments_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."adjustments" ADD CONSTRAINT "adjustments_patient" FOREIGN KEY ("tenant_id","patient_id") REFERENCES "app"."patients"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."adjustments" ADD CONSTRAINT "adjustments_invoice" FOREIGN KEY ("tenant_id","invoice_id") REFERENCES "app"."invoices"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."adjustments" ADD CONSTRAINT "adjustments_entry" FOREIGN KEY ("tenant_id","entry_id") REFERENCES "app"."ledger_entries"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."allergies" ADD CONSTRAINT "allergies_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."allergies" ADD CONSTRAINT "allergies_patient" FOREIGN KEY ("tenant_id","patient_id") REFERENCES "app"."patients"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."appointments" ADD CONSTRAINT "appointments_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."appointments" ADD CONSTRAINT "appointments_patient" FOREIGN KEY ("tenant_id","patient_id") REFERENCES "app"."patients"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."appointments" ADD CONSTRAINT "appointments_practitioner" FOREIGN KEY ("tenant_id","practitioner_id") REFERENCES "app"."practitioners"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit"."alarms" ADD CONSTRAINT "alarms_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit"."checkpoints" ADD CONSTRAINT "checkpoints_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit"."heads" ADD CONSTRAINT "heads_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit"."receipts" ADD CONSTRAINT "receipts_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit"."receipts" ADD CONSTRAINT "receipts_checkpoint" FOREIGN KEY ("tenant_id","size") REFERENCES "audit"."checkpoints"("tenant_id","size") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit"."statements" ADD CONSTRAINT "statements_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit"."verifications" ADD CONSTRAINT "verifications_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."break_glass_grants" ADD CONSTRAINT "break_glass_grants_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."break_glass_grants" ADD CONSTRAINT "break_glass_grants_member" FOREIGN KEY ("tenant_id","member_id") REFERENCES "app"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."break_glass_grants" ADD CONSTRAINT "break_glass_grants_patient" FOREIGN KEY ("tenant_id","patient_id") REFERENCES "app"."patients"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."break_glass_reviews" ADD CONSTRAINT "break_glass_reviews_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."break_glass_reviews" ADD CONSTRAINT "break_glass_reviews_grant" FOREIGN KEY ("tenant_id","grant_id") REFERENCES "app"."break_glass_grants"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."break_glass_reviews" ADD CONSTRAINT "break_glass_reviews_reviewer" FOREIGN KEY ("tenant_id","reviewer_id") REFERENCES "app"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."care_team" ADD CONSTRAINT "care_team_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."care_team" ADD CONSTRAINT "care_team_restriction" FOREIGN KEY ("tenant_id","restriction_id") REFERENCES "app"."restrictions"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."care_team" ADD CONSTRAINT "care_team_member" FOREIGN KEY ("tenant_id","member_id") REFERENCES "app"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory"."challenges" ADD CONSTRAINT "challenges_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "directory"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."charges" ADD CONSTRAINT "charges_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."charges" ADD CONSTRAINT "charges_patient" FOREIGN KEY ("tenant_id","patient_id") REFERENCES "app"."patients"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."charges" ADD CONSTRAINT "charges_encounter" FOREIGN KEY ("tenant_id","encounter_id") REFERENCES "app"."encounters"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."charges" ADD CONSTRAINT "charges_practitioner" FOREIGN KEY ("tenant_id","practitioner_id") REFERENCES "app"."practitioners"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."compliance_rules" ADD CONSTRAINT "compliance_rules_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory"."console_sessions" ADD CONSTRAINT "console_sessions_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."coverages" ADD CONSTRAINT "coverages_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."coverages" ADD CONSTRAINT "coverages_patient" FOREIGN KEY ("tenant_id","patient_id") REFERENCES "app"."patients"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."disclosure_holds" ADD CONSTRAINT "disclosure_holds_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."disclosure_holds" ADD CONSTRAINT "disclosure_holds_patient" FOREIGN KEY ("tenant_id","patient_id") REFERENCES "app"."patients"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."disclosure_holds" ADD CONSTRAINT "disclosure_holds_recorded_by" FOREIGN KEY ("tenant_id","recorded_by") REFERENCES "app"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."disclosure_holds" ADD CONSTRAINT "disclosure_holds_withdrawn_by" FOREIGN KEY ("tenant_id","withdrawn_by") REFERENCES "app"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."disclosures" ADD CONSTRAINT "disclosures_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."disclosures" ADD CONSTRAINT "disclosures_patient" FOREIGN KEY ("tenant_id","patient_id") REFERENCES "app"."patients"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."disclosures" ADD CONSTRAINT "disclosures_recorded_by" FOREIGN KEY ("tenant_id","recorded_by") REFERENCES "app"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."disclosures" ADD CONSTRAINT "disclosures_withdrawn_by" FOREIGN KEY ("tenant_id","withdrawn_by") REFERENCES "app"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."documents" ADD CONSTRAINT "documents_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."documents" ADD CONSTRAINT "documents_patient" FOREIGN KEY ("tenant_id","patient_id") REFERENCES "app"."patients"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."documents" ADD CONSTRAINT "documents_encounter" FOREIGN KEY ("tenant_id","encounter_id") REFERENCES "app"."encounters"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."drafts" ADD CONSTRAINT "drafts_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."drafts" ADD CONSTRAINT "drafts_member" FOREIGN KEY ("tenant_id","member_id") REFERENCES "app"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."encounters" ADD CONSTRAINT "encounters_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."encounters" ADD CONSTRAINT "encounters_patient" FOREIGN KEY ("tenant_id","patient_id") REFERENCES "app"."patients"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."encounters" ADD CONSTRAINT "encounters_practitioner" FOREIGN KEY ("tenant_id","practitioner_id") REFERENCES "app"."practitioners"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."encounters" ADD CONSTRAINT "encounters_organization" FOREIGN KEY ("tenant_id","organization_id") REFERENCES "app"."organizations"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."immunizations" ADD CONSTRAINT "immunizations_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."immunizations" ADD CONSTRAINT "immunizations_patient" FOREIGN KEY ("tenant_id","patient_id") REFERENCES "app"."patients"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."immunizations" ADD CONSTRAINT "immunizations_encounter" FOREIGN KEY ("tenant_id","encounter_id") REFERENCES "app"."encounters"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."import_runs" ADD CONSTRAINT "import_runs_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."import_sources" ADD CONSTRAINT "import_sources_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."invoice_lines" ADD CONSTRAINT "invoice_lines_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."invoice_lines" ADD CONSTRAINT "invoice_lines_invoice" FOREIGN KEY ("tenant_id","invoice_id") REFERENCES "app"."invoices"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."invoice_lines" ADD CONSTRAINT "invoice_lines_charge" FOREIGN KEY ("tenant_id","charge_id") REFERENCES "app"."charges"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."invoices" ADD CONSTRAINT "invoices_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."invoices" ADD CONSTRAINT "invoices_patient" FOREIGN KEY ("tenant_id","patient_id") REFERENCES "app"."patients"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."invoices" ADD CONSTRAINT "invoices_encounter" FOREIGN KEY ("tenant_id","encounter_id") REFERENCES "app"."encounters"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."invoices" ADD CONSTRAINT "invoices_practitioner" FOREIGN KEY ("tenant_id","practitioner_id") REFERENCES "app"."practitioners"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."invoices" ADD CONSTRAINT "invoices_coverage" FOREIGN KEY ("tenant_id","coverage_id") REFERENCES "app"."coverages"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."invoices" ADD CONSTRAINT "invoices_entry" FOREIGN KEY ("tenant_id","entry_id") REFERENCES "app"."ledger_entries"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."isolation_probes" ADD CONSTRAINT "isolation_probes_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."issued_documents" ADD CONSTRAINT "issued_documents_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."issued_documents" ADD CONSTRAINT "issued_documents_patient" FOREIGN KEY ("tenant_id","patient_id") REFERENCES "app"."patients"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."issued_documents" ADD CONSTRAINT "issued_documents_member" FOREIGN KEY ("tenant_id","issued_by") REFERENCES "app"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."key_holdings" ADD CONSTRAINT "key_holdings_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."key_rotations" ADD CONSTRAINT "key_rotations_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."key_uses" ADD CONSTRAINT "key_uses_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."ledger_entries" ADD CONSTRAINT "ledger_entries_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."ledger_entries" ADD CONSTRAINT "ledger_entries_reverses" FOREIGN KEY ("tenant_id","reverses_id") REFERENCES "app"."ledger_entries"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory"."links" ADD CONSTRAINT "links_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "directory"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory"."links" ADD CONSTRAINT "links_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."medication_requests" ADD CONSTRAINT "medication_requests_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."medication_requests" ADD CONSTRAINT "medication_requests_patient" FOREIGN KEY ("tenant_id","patient_id") REFERENCES "app"."patients"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."medication_requests" ADD CONSTRAINT "medication_requests_encounter" FOREIGN KEY ("tenant_id","encounter_id") REFERENCES "app"."encounters"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."medication_requests" ADD CONSTRAINT "medication_requests_practitioner" FOREIGN KEY ("tenant_id","practitioner_id") REFERENCES "app"."practitioners"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."member_roles" ADD CONSTRAINT "member_roles_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."member_roles" ADD CONSTRAINT "member_roles_member" FOREIGN KEY ("tenant_id","member_id") REFERENCES "app"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."members" ADD CONSTRAINT "members_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory"."memberships" ADD CONSTRAINT "memberships_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "directory"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory"."memberships" ADD CONSTRAINT "memberships_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."notes" ADD CONSTRAINT "notes_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."notes" ADD CONSTRAINT "notes_patient" FOREIGN KEY ("tenant_id","patient_id") REFERENCES "app"."patients"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."notes" ADD CONSTRAINT "notes_encounter" FOREIGN KEY ("tenant_id","encounter_id") REFERENCES "app"."encounters"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."notes" ADD CONSTRAINT "notes_practitioner" FOREIGN KEY ("tenant_id","practitioner_id") REFERENCES "app"."practitioners"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."observations" ADD CONSTRAINT "observations_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."observations" ADD CONSTRAINT "observations_patient" FOREIGN KEY ("tenant_id","patient_id") REFERENCES "app"."patients"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."observations" ADD CONSTRAINT "observations_encounter" FOREIGN KEY ("tenant_id","encounter_id") REFERENCES "app"."encounters"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."observations" ADD CONSTRAINT "observations_panel" FOREIGN KEY ("tenant_id","panel_id") REFERENCES "app"."panels"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."organizations" ADD CONSTRAINT "organizations_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."panels" ADD CONSTRAINT "panels_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."panels" ADD CONSTRAINT "panels_patient" FOREIGN KEY ("tenant_id","patient_id") REFERENCES "app"."patients"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."panels" ADD CONSTRAINT "panels_encounter" FOREIGN KEY ("tenant_id","encounter_id") REFERENCES "app"."encounters"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory"."passkeys" ADD CONSTRAINT "passkeys_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "directory"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."patient_contacts" ADD CONSTRAINT "patient_contacts_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."patient_contacts" ADD CONSTRAINT "patient_contacts_patient" FOREIGN KEY ("tenant_id","patient_id") REFERENCES "app"."patients"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."patients" ADD CONSTRAINT "patients_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."payment_allocations" ADD CONSTRAINT "payment_allocations_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."payment_allocations" ADD CONSTRAINT "payment_allocations_payment" FOREIGN KEY ("tenant_id","payment_id") REFERENCES "app"."payments"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."payment_allocations" ADD CONSTRAINT "payment_allocations_invoice" FOREIGN KEY ("tenant_id","invoice_id") REFERENCES "app"."invoices"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."payment_allocations" ADD CONSTRAINT "payment_allocations_line" FOREIGN KEY ("tenant_id","line_id") REFERENCES "app"."invoice_lines"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."payment_allocations" ADD CONSTRAINT "payment_allocations_entry" FOREIGN KEY ("tenant_id","entry_id") REFERENCES "app"."ledger_entries"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."payments" ADD CONSTRAINT "payments_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."payments" ADD CONSTRAINT "payments_patient" FOREIGN KEY ("tenant_id","patient_id") REFERENCES "app"."patients"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."payments" ADD CONSTRAINT "payments_entry" FOREIGN KEY ("tenant_id","entry_id") REFERENCES "app"."ledger_entries"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."postings" ADD CONSTRAINT "postings_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."postings" ADD CONSTRAINT "postings_entry" FOREIGN KEY ("tenant_id","entry_id") REFERENCES "app"."ledger_entries"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."postings" ADD CONSTRAINT "postings_patient" FOREIGN KEY ("tenant_id","patient_id") REFERENCES "app"."patients"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."postings" ADD CONSTRAINT "postings_invoice" FOREIGN KEY ("tenant_id","invoice_id") REFERENCES "app"."invoices"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."practitioners" ADD CONSTRAINT "practitioners_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."problems" ADD CONSTRAINT "problems_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."problems" ADD CONSTRAINT "problems_patient" FOREIGN KEY ("tenant_id","patient_id") REFERENCES "app"."patients"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."problems" ADD CONSTRAINT "problems_encounter" FOREIGN KEY ("tenant_id","encounter_id") REFERENCES "app"."encounters"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."procedures" ADD CONSTRAINT "procedures_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."procedures" ADD CONSTRAINT "procedures_patient" FOREIGN KEY ("tenant_id","patient_id") REFERENCES "app"."patients"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."procedures" ADD CONSTRAINT "procedures_encounter" FOREIGN KEY ("tenant_id","encounter_id") REFERENCES "app"."encounters"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory"."recovery_codes" ADD CONSTRAINT "recovery_codes_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "directory"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."restrictions" ADD CONSTRAINT "restrictions_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."restrictions" ADD CONSTRAINT "restrictions_patient" FOREIGN KEY ("tenant_id","patient_id") REFERENCES "app"."patients"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."review_findings" ADD CONSTRAINT "review_findings_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."review_findings" ADD CONSTRAINT "review_findings_review" FOREIGN KEY ("tenant_id","review_id") REFERENCES "app"."activity_reviews"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."review_findings" ADD CONSTRAINT "review_findings_member" FOREIGN KEY ("tenant_id","member_id") REFERENCES "app"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."review_findings" ADD CONSTRAINT "review_findings_judged_by" FOREIGN KEY ("tenant_id","judged_by") REFERENCES "app"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."saved_views" ADD CONSTRAINT "saved_views_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."saved_views" ADD CONSTRAINT "saved_views_member" FOREIGN KEY ("tenant_id","member_id") REFERENCES "app"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory"."sessions" ADD CONSTRAINT "sessions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "directory"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory"."sessions" ADD CONSTRAINT "sessions_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory"."sessions" ADD CONSTRAINT "sessions_confined_to_tenants_id_fk" FOREIGN KEY ("confined_to") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."shreddings" ADD CONSTRAINT "shreddings_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."shreddings" ADD CONSTRAINT "shreddings_member" FOREIGN KEY ("tenant_id","approved_by") REFERENCES "app"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."sign_in_rules" ADD CONSTRAINT "sign_in_rules_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."sso_connections" ADD CONSTRAINT "sso_connections_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory"."sso_flows" ADD CONSTRAINT "sso_flows_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory"."sso_identities" ADD CONSTRAINT "sso_identities_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory"."sso_identities" ADD CONSTRAINT "sso_identities_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "directory"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."tenant_keys" ADD CONSTRAINT "tenant_keys_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "directory"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory"."totp_factors" ADD CONSTRAINT "totp_factors_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "directory"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "activity_reviews_when" ON "app"."activity_reviews" USING btree ("tenant_id","ends_at" DESC NULLS LAST,"id");--> statement-breakpoint
CREATE INDEX "adjustments_of" ON "app"."adjustments" USING btree ("tenant_id","invoice_id","created_at");--> statement-breakpoint
CREATE INDEX "allergies_of" ON "app"."allergies" USING btree ("tenant_id","patient_id");--> statement-breakpoint
CREATE INDEX "appointments_when" ON "app"."appointments" USING btree ("tenant_id","starts_at","id");--> statement-breakpoint
CREATE INDEX "appointments_of" ON "app"."appointments" USING btree ("tenant_id","patient_id","starts_at");--> statement-breakpoint
CREATE UNIQUE INDEX "alarms_open" ON "audit"."alarms" USING btree ("tenant_id","kind") WHERE cleared_at is null;--> statement-breakpoint
CREATE INDEX "events_actor" ON "audit"."events" USING btree ("tenant_id","actor_id","action","db_role","outcome","purpose","seq","address");--> statement-breakpoint
CREATE INDEX "events_action" ON "audit"."events" USING btree ("tenant_id","action","db_role","outcome","purpose","seq","address");--> statement-breakpoint
CREATE INDEX "events_address" ON "audit"."events" USING btree ("tenant_id","address","actor_id","action","db_role","outcome","purpose","seq") WHERE address is not null;--> statement-breakpoint
CREATE INDEX "events_under_grant" ON "audit"."events" USING btree ("tenant_id","seq") WHERE grant_id <> '00000000-0000-0000-0000-000000000000'::uuid;--> statement-breakpoint
CREATE INDEX "events_grant" ON "audit"."events" USING btree ("tenant_id","grant_id","seq") WHERE grant_id <> '00000000-0000-0000-0000-000000000000'::uuid;--> statement-breakpoint
CREATE INDEX "events_at" ON "audit"."events" USING btree ("tenant_id","at","seq");--> statement-breakpoint
CREATE INDEX "events_told" ON "audit"."events" USING btree ("tenant_id","seq") WHERE action not in ('row.added', 'row.changed', 'row.removed');--> statement-breakpoint
CREATE INDEX "receipts_by_keeper" ON "audit"."receipts" USING btree ("tenant_id","keeper","size");--> statement-breakpoint
CREATE INDEX "receipts_witnessed" ON "audit"."receipts" USING btree ("tenant_id","size") WHERE kind = 'witness';--> statement-breakpoint
CREATE INDEX "subjects_seq" ON "audit"."subjects" USING btree ("tenant_id","seq","patient_id");--> statement-breakpoint
CREATE INDEX "verifications_newest" ON "audit"."verifications" USING btree ("tenant_id","at");--> statement-breakpoint
CREATE INDEX "verifications_full" ON "audit"."verifications" USING btree ("tenant_id","at") WHERE extent = 'full';--> statement-breakpoint
CREATE INDEX "break_glass_grants_of" ON "app"."break_glass_grants" USING btree ("tenant_id","member_id","patient_id","started_at");--> statement-breakpoint
CREATE INDEX "break_glass_grants_started" ON "app"."break_glass_grants" USING btree ("tenant_id","started_at","id");--> statement-breakpoint
CREATE INDEX "break_glass_reviews_of" ON "app"."break_glass_reviews" USING btree ("tenant_id","grant_id","created_at");--> statement-breakpoint
CREATE INDEX "care_team_of" ON "app"."care_team" USING btree ("tenant_id","restriction_id","member_id");--> statement-breakpoint
CREATE INDEX "challenges_session" ON "directory"."challenges" USING btree ("session_id");--> statement-breakpoint
CREATE INDEX "challenges_expiry" ON "directory"."challenges" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "charges_of" ON "app"."charges" USING btree ("tenant_id","patient_id","serviced_on");--> statement-breakpoint
CREATE INDEX "charges_status" ON "app"."charges" USING btree ("tenant_id","status","serviced_on");--> statement-breakpoint
CREATE INDEX "console_sessions_open" ON "directory"."console_sessions" USING btree ("tenant_id") WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX "coverages_of" ON "app"."coverages" USING btree ("tenant_id","patient_id");--> statement-breakpoint
CREATE INDEX "disclosure_holds_of" ON "app"."disclosure_holds" USING btree ("tenant_id","patient_id","ends_on");--> statement-breakpoint
CREATE INDEX "disclosures_of" ON "app"."disclosures" USING btree ("tenant_id","patient_id","disclosed_on","id");--> statement-breakpoint
CREATE INDEX "documents_of" ON "app"."documents" USING btree ("tenant_id","patient_id","written_at");--> statement-breakpoint
CREATE INDEX "drafts_expiry" ON "app"."drafts" USING btree ("tenant_id","expires_at");--> statement-breakpoint
CREATE INDEX "encounters_of" ON "app"."encounters" USING btree ("tenant_id","patient_id","starts_at","id");--> statement-breakpoint
CREATE INDEX "encounters_when" ON "app"."encounters" USING btree ("tenant_id","starts_at","id");--> statement-breakpoint
CREATE INDEX "immunizations_of" ON "app"."immunizations" USING btree ("tenant_id","patient_id","given_at");--> statement-breakpoint
CREATE INDEX "import_runs_when" ON "app"."import_runs" USING btree ("tenant_id","created_at");--> statement-breakpoint
CREATE INDEX "invoice_lines_of" ON "app"."invoice_lines" USING btree ("tenant_id","invoice_id","position");--> statement-breakpoint
CREATE INDEX "invoice_lines_charges" ON "app"."invoice_lines" USING btree ("tenant_id","charge_id");--> statement-breakpoint
CREATE INDEX "invoices_when" ON "app"."invoices" USING btree ("tenant_id","issued_on","id");--> statement-breakpoint
CREATE INDEX "invoices_due" ON "app"."invoices" USING btree ("tenant_id","due_on","id");--> statement-breakpoint
CREATE INDEX "invoices_of" ON "app"."invoices" USING btree ("tenant_id","patient_id","issued_on");--> statement-breakpoint
CREATE UNIQUE INDEX "isolation_probes_waiting" ON "app"."isolation_probes" USING btree ("tenant_id") WHERE finished_at is null;--> statement-breakpoint
CREATE INDEX "isolation_probes_when" ON "app"."isolation_probes" USING btree ("tenant_id","requested_at","id");--> statement-breakpoint
CREATE INDEX "issued_documents_digest" ON "app"."issued_documents" USING btree ("tenant_id","digest");--> statement-breakpoint
CREATE INDEX "issued_documents_newest" ON "app"."issued_documents" USING btree ("tenant_id","issued_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "key_rotations_open" ON "app"."key_rotations" USING btree ("tenant_id") WHERE finished_at is null;--> statement-breakpoint
CREATE INDEX "ledger_entries_when" ON "app"."ledger_entries" USING btree ("tenant_id","effective_on","id");--> statement-breakpoint
CREATE INDEX "links_account" ON "directory"."links" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "links_member" ON "directory"."links" USING btree ("tenant_id","member_id");--> statement-breakpoint
CREATE INDEX "medication_requests_of" ON "app"."medication_requests" USING btree ("tenant_id","patient_id","authored_at");--> statement-breakpoint
CREATE INDEX "members_account" ON "app"."members" USING btree ("tenant_id","account_id");--> statement-breakpoint
CREATE INDEX "members_by_name" ON "app"."members" USING btree ("tenant_id","display_name","id");--> statement-breakpoint
CREATE INDEX "notes_of" ON "app"."notes" USING btree ("tenant_id","patient_id","written_at","id");--> statement-breakpoint
CREATE INDEX "observations_of" ON "app"."observations" USING btree ("tenant_id","patient_id","category","effective_at","id");--> statement-breakpoint
CREATE INDEX "observations_trend" ON "app"."observations" USING btree ("tenant_id","patient_id","code","effective_at");--> statement-breakpoint
CREATE INDEX "organizations_name" ON "app"."organizations" USING btree ("tenant_id","name");--> statement-breakpoint
CREATE INDEX "panels_of" ON "app"."panels" USING btree ("tenant_id","patient_id","effective_at");--> statement-breakpoint
CREATE INDEX "passkeys_account" ON "directory"."passkeys" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "patient_contacts_of" ON "app"."patient_contacts" USING btree ("tenant_id","patient_id","kind");--> statement-breakpoint
CREATE INDEX "patient_contacts_token" ON "app"."patient_contacts" USING btree ("tenant_id","kind","value_token");--> statement-breakpoint
CREATE INDEX "patients_family_3" ON "app"."patients" USING btree ("tenant_id","family3");--> statement-breakpoint
CREATE INDEX "patients_family_4" ON "app"."patients" USING btree ("tenant_id","family4");--> statement-breakpoint
CREATE INDEX "patients_family_6" ON "app"."patients" USING btree ("tenant_id","family6");--> statement-breakpoint
CREATE INDEX "patients_family_full" ON "app"."patients" USING btree ("tenant_id","family_full");--> statement-breakpoint
CREATE INDEX "patients_second_family_3" ON "app"."patients" USING btree ("tenant_id","second_family3");--> statement-breakpoint
CREATE INDEX "patients_second_family_full" ON "app"."patients" USING btree ("tenant_id","second_family_full");--> statement-breakpoint
CREATE INDEX "patients_given_3" ON "app"."patients" USING btree ("tenant_id","given3");--> statement-breakpoint
CREATE INDEX "patients_given_4" ON "app"."patients" USING btree ("tenant_id","given4");--> statement-breakpoint
CREATE INDEX "patients_given_full" ON "app"."patients" USING btree ("tenant_id","given_full");--> statement-breakpoint
CREATE INDEX "patients_birth_date" ON "app"."patients" USING btree ("tenant_id","birth_date_token");--> statement-breakpoint
CREATE INDEX "patients_last_visit" ON "app"."patients" USING btree ("tenant_id","last_visit_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "patients_version" ON "app"."patients" USING btree ("tenant_id","updated_at","id");--> statement-breakpoint
CREATE INDEX "payment_allocations_of" ON "app"."payment_allocations" USING btree ("tenant_id","invoice_id","created_at");--> statement-breakpoint
CREATE INDEX "payment_allocations_by_payment" ON "app"."payment_allocations" USING btree ("tenant_id","payment_id");--> statement-breakpoint
CREATE INDEX "payments_of" ON "app"."payments" USING btree ("tenant_id","patient_id","received_on");--> statement-breakpoint
CREATE INDEX "payments_when" ON "app"."payments" USING btree ("tenant_id","received_on","id");--> statement-breakpoint
CREATE INDEX "postings_of_entry" ON "app"."postings" USING btree ("tenant_id","entry_id");--> statement-breakpoint
CREATE INDEX "postings_by_invoice" ON "app"."postings" USING btree ("tenant_id","account","invoice_id","amount_cents");--> statement-breakpoint
CREATE INDEX "postings_by_patient" ON "app"."postings" USING btree ("tenant_id","patient_id","account","amount_cents");--> statement-breakpoint
CREATE INDEX "practitioners_member" ON "app"."practitioners" USING btree ("tenant_id","member_id");--> statement-breakpoint
CREATE INDEX "problems_of" ON "app"."problems" USING btree ("tenant_id","patient_id","onset_at");--> statement-breakpoint
CREATE INDEX "problems_encounters" ON "app"."problems" USING btree ("tenant_id","encounter_id");--> statement-breakpoint
CREATE INDEX "procedures_of" ON "app"."procedures" USING btree ("tenant_id","patient_id","starts_at");--> statement-breakpoint
CREATE INDEX "recovery_codes_account" ON "directory"."recovery_codes" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "restrictions_of" ON "app"."restrictions" USING btree ("tenant_id","patient_id");--> statement-breakpoint
CREATE INDEX "saved_views_of_list" ON "app"."saved_views" USING btree ("tenant_id","list","name");--> statement-breakpoint
CREATE INDEX "sessions_account" ON "directory"."sessions" USING btree ("account_id");--> statement-breakpoint
CREATE UNIQUE INDEX "shreddings_open" ON "app"."shreddings" USING btree ("tenant_id") WHERE destroyed_at is null;--> statement-breakpoint
CREATE INDEX "sso_identities_account" ON "directory"."sso_identities" USING btree ("account_id");