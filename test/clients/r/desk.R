# An analyst's and a service team's work in R.  RPostgres takes the same calls.
library(DBI)

desk <- dbConnect(RPostgreSQL::PostgreSQL(), host = Sys.getenv("PGHOST"), port = Sys.getenv("PGPORT"),
                  dbname = Sys.getenv("PGDATABASE"), user = Sys.getenv("PGUSER"), password = Sys.getenv("PGPASSWORD"))

# dbGetQuery of RPostgreSQL makes a warning of an error; this stops.
ask <- function(sql, ...) {
  result <- dbSendQuery(desk, sql, list(...))
  on.exit(dbClearResult(result))
  dbFetch(result, n = -1)
}

# A transaction in which a person acts.  The setting ends with it.
acting_as <- function(person, work) {
  dbBegin(desk)
  tryCatch({
    ask("SELECT set_config('complaint_flow.actor', $1, true)", person)
    result <- work()
    dbCommit(desk)
    result
  }, error = function(refused) {
    dbRollback(desk)
    stop(refused)       # its text has DETAIL and HINT
  })
}

file_complaint <- function(channel, title, description)
  ask("INSERT INTO support.complaint (channel, title, description) VALUES ($1, $2, $3)
       RETURNING id, sheet_no, category, urgency, owner, due_at", channel, title, description)

# RPostgreSQL has no NULL among the parameters: NA becomes a text.
change_state <- function(complaint, state, reason = "")
  ask("UPDATE support.complaint SET state = $1, reason = nullif($2, '') WHERE id = $3::bigint RETURNING state",
      state, reason, complaint)$state

open_work_order <- function(complaint, department, task)
  ask("INSERT INTO support.work_order (complaint_id, department, task) VALUES ($1::bigint, $2, $3)
       RETURNING id, status, recorded_by", complaint, department, task)

# The driver hands out one text, neither SQLSTATE nor column.
refusal <- function(refused) {
  text <- conditionMessage(refused)
  part <- function(name) {
    found <- regmatches(text, regexec(paste0(name, ": +([^\n]*)"), text))[[1]]
    if (length(found)) found[2] else ""
  }
  list(message = part("ERROR"), detail = part("DETAIL"), hint = part("HINT"))
}

# Figures as a data frame: a Date, numbers, texts.
received_by_category <- function(month)
  ask("SELECT month, category, sum(received)::int AS received, round(avg(resolution_rate), 1)::float8 AS resolution_rate
         FROM support.kpi_month WHERE month = $1::date GROUP BY month, category ORDER BY category", format(month))

# A page of the queue; last is the last row of the page before.
queue_after <- function(last = NULL, size = 50) {
  if (is.null(last)) last <- list(priority = -1, due = "-infinity", complaint_id = 0)
  ask("SELECT complaint_id, priority, coalesce(due_at, 'infinity')::text AS due, title FROM support.work_queue
        WHERE (priority, coalesce(due_at, 'infinity'), complaint_id) > ($1::int, $2::timestamptz, $3::bigint)
        ORDER BY priority, coalesce(due_at, 'infinity'), complaint_id LIMIT $4::int",
      last$priority, last$due, last$complaint_id, size)
}
