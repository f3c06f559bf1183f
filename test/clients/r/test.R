# The examples of desk.R do what they say, and habits of R's users.
suppressMessages(source("desk.R"))

count <- 0
ok <- function(good, what, shown = NULL) {
  count <<- count + 1
  cat(if (isTRUE(good)) "ok" else "not ok", " ", count, " - ", what, "\n", sep = "")
  if (!isTRUE(good)) write(paste("#  ", format(shown)), stderr())
}
value <- function(sql) ask(sql)[[1]]
refused <- function(work) tryCatch({ work(); NULL }, error = identity)

case <- acting_as("li.na", function() file_complaint("hotline", "包裹少了一件", "两只杯子只收到一只"))
ok(identical(c(case$category, case$owner), c("1.2", "li.na")), "a complaint is classified and owned", case)
ok(inherits(case$due_at, "POSIXct"), "due_at is a time", case)
ok(acting_as("li.na", function() change_state(case$id, "verifying")) == "verifying", "the state changes")
ok(is.na(value(paste("SELECT reason FROM support.complaint WHERE id =", case$id))), "... for no reason")
order <- acting_as("li.na", function() open_work_order(case$id, "technical", "核对发货记录"))
ok(identical(c(order$status, order$recorded_by), c("open", "li.na")), "a work order is open, by the person who acts", order)
actors <- value(paste("SELECT DISTINCT actor FROM support.complaint_event WHERE seq > 1 AND complaint_id =", case$id))
ok(identical(actors, "li.na"), "the history names the person", actors)

said <- refusal(refused(function() acting_as("li.na", function() file_complaint("电话", "发票没开", ""))))
ok(identical(said, list(message = 'unknown channel "电话"', detail = 'Table "support.channel" has no such code.', hint = "Did you mean hotline?")),
   "an unknown channel: message, DETAIL, HINT", said)
ok(value("SELECT count(*) FROM support.complaint WHERE title = '发票没开'") == 0, "... nothing is left")
said <- refusal(refused(function() acting_as("li.na", function() change_state(case$id, "closed"))))
ok(grepl(' to "closed"$', said$message) && nzchar(said$detail), "a state that is not next: message, DETAIL", said)
ok(is.na(value("SELECT nullif(current_setting('complaint_flow.actor', true), '')")), "the next transaction is nobody's")

rows <- received_by_category(as.Date("2026-03-01"))
ok(sum(rows$received) == 60 && is.integer(rows$received), "kpi_month: the cases of March", rows)
ok(inherits(rows$month, "Date") && is.numeric(rows$resolution_rate), "... a Date, numbers", rows)
seen <- c()
last <- NULL
while (nrow(page <- queue_after(last, 37)) > 0) {
  seen <- c(seen, page$complaint_id)
  last <- as.list(page[nrow(page), ])
}
ok(identical(as.numeric(seen), as.numeric(value("SELECT complaint_id FROM support.work_queue"))), "the pages of the queue are the queue")

# a frame whose column is empty
frame <- data.frame(channel = "app", title = "包裹漏发", description = paste("Frame", 1:100), received_at = NA, amount = 20.5)
said <- refused(function() acting_as("li.na", function() {
  values <- paste0("('", frame$channel, "', '", frame$title, "', '", frame$description, "', NULL, ", frame$amount, ")", collapse = ", ")
  ask(paste("INSERT INTO support.complaint (channel, title, description, received_at, amount) VALUES", values, "RETURNING id"))
}))
ok(is.null(said), "a frame with NA becomes rows with NULL", said)
unknown <- c()
for (view in value("SELECT relname FROM pg_class WHERE relnamespace = 'support'::regnamespace AND relkind = 'v'
                    AND relname ~ '^(kpi|fact|dim)_' AND has_table_privilege(oid, 'SELECT')"))
  withCallingHandlers(dbGetQuery(desk, paste0('SELECT * FROM support."', view, '"')),
    warning = function(said) { unknown <<- c(unknown, paste(view, conditionMessage(said))); invokeRestart("muffleWarning") })
ok(length(unknown) == 0, "every view is a frame of types that R knows", paste(unknown, collapse = "; "))
