ALTER TABLE "sessions" ADD COLUMN "extensions" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "active_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "max_sessions" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "max_per_user" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "sessions_active" ON "sessions" USING btree ("active_at") WHERE state = 'running';