-- widening: the version before joins sessions to users, so it passes over those of a pool, and ends them when their time is up.
CREATE TABLE "profile_snapshots" (
	"id" uuid PRIMARY KEY NOT NULL,
	"profile_id" uuid NOT NULL,
	"agent_id" uuid NOT NULL,
	"size" bigint NOT NULL,
	"taken_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "profiles" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"workspace_id" uuid,
	"workspace_name" text NOT NULL,
	"kind" text NOT NULL,
	"path" text DEFAULT '' NOT NULL,
	"agent_id" uuid,
	"size" bigint DEFAULT 0 NOT NULL,
	"measured_at" timestamp with time zone,
	"used_by" uuid,
	"last_used_at" timestamp with time zone,
	"work" text,
	"work_id" uuid,
	"work_snapshot_id" uuid,
	"trouble" text DEFAULT '' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "sessions" ALTER COLUMN "user_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "agent_images" ADD COLUMN "image_id" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "profile_id" uuid;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "pooled_image" text;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "profile" text DEFAULT 'off' NOT NULL;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "profile_path" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "profile_quota" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "profile_snapshots" integer DEFAULT 3 NOT NULL;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "pool_size" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "profile_snapshots" ADD CONSTRAINT "profile_snapshots_profile_id_profiles_id_fk" FOREIGN KEY ("profile_id") REFERENCES "public"."profiles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "profile_snapshots" ADD CONSTRAINT "profile_snapshots_agent_id_agents_id_fk" FOREIGN KEY ("agent_id") REFERENCES "public"."agents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "profiles" ADD CONSTRAINT "profiles_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "profiles" ADD CONSTRAINT "profiles_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "profiles" ADD CONSTRAINT "profiles_agent_id_agents_id_fk" FOREIGN KEY ("agent_id") REFERENCES "public"."agents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "profile_snapshots_profile" ON "profile_snapshots" USING btree ("profile_id","taken_at");--> statement-breakpoint
CREATE UNIQUE INDEX "profiles_owner" ON "profiles" USING btree ("user_id","workspace_id");--> statement-breakpoint
CREATE UNIQUE INDEX "profiles_path" ON "profiles" USING btree ("path") WHERE path <> '';--> statement-breakpoint
CREATE INDEX "profiles_agent" ON "profiles" USING btree ("agent_id");--> statement-breakpoint
CREATE INDEX "profiles_unsettled" ON "profiles" USING btree ("used_by") WHERE used_by is not null;--> statement-breakpoint
CREATE INDEX "profiles_workspace" ON "profiles" USING btree ("workspace_id");--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_profile_id_profiles_id_fk" FOREIGN KEY ("profile_id") REFERENCES "public"."profiles"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "sessions_profile" ON "sessions" USING btree ("profile_id") WHERE released_at is null;--> statement-breakpoint
CREATE INDEX "sessions_pool" ON "sessions" USING btree ("workspace_id") WHERE user_id is null;