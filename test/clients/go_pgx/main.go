// The examples of desk.go do what they say, and habits of Go's users.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/jackc/pgconn"
	"github.com/jackc/pgx/v4"
	"github.com/jackc/pgx/v4/pgxpool"
)

var count int

func ok(good bool, what string, shown ...interface{}) {
	count++
	word := "ok"
	if !good {
		word = "not ok"
		fmt.Fprintln(os.Stderr, append([]interface{}{"#  "}, shown...)...)
	}
	fmt.Printf("%s %d - %s\n", word, count, what)
}

func same(found, wanted interface{}, what string) {
	ok(fmt.Sprint(found) == fmt.Sprint(wanted), what, "found", found, "wanted", wanted)
}

func sqlstate(err error) string {
	var said *pgconn.PgError
	if errors.As(err, &said) {
		return said.Code
	}
	return fmt.Sprint(err)
}

func text(one string) *string { return &one }

func number(one int64) *int64 { return &one }

func main() {
	ctx := context.Background()
	pool, err := pgxpool.Connect(ctx, os.Getenv("DATABASE_URL"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer pool.Close()
	value := func(sql string, values ...interface{}) (found string) {
		if err := pool.QueryRow(ctx, sql, values...).Scan(&found); err != nil {
			return err.Error()
		}
		return
	}
	by := func(person string, work func(pgx.Tx) error) error { return ActingAs(ctx, pool, person, work) }

	filed := Complaint{Channel: "hotline", Customer: number(1), Title: "包裹少了一件", Description: text("两只杯子只收到一只")}
	err = by("li.na", func(tx pgx.Tx) error { return filed.File(ctx, tx) })
	ok(err == nil && *filed.Category == "1.2" && *filed.Owner == "li.na", "a complaint is classified and owned", err)
	ok(filed.DueAt != nil && strings.Contains(fmt.Sprint(filed.Missing), "order number"), "due_at is a time, missing a list", filed)
	var state string
	err = by("li.na", func(tx pgx.Tx) (err error) {
		state, err = ChangeState(ctx, tx, filed.ID, "verifying", nil)
		return
	})
	same(state, "verifying", "the state changes")
	err = by("li.na", func(tx pgx.Tx) error {
		_, err := OpenWorkOrder(ctx, tx, filed.ID, "technical", "核对发货记录")
		return err
	})
	same(err, nil, "a work order")
	same(value("SELECT string_agg(DISTINCT actor, ',') FROM support.complaint_event WHERE complaint_id = $1 AND seq > 1", filed.ID),
		"li.na", "the history names the person")
	same(value("SELECT coalesce(current_setting('complaint_flow.actor', true), '')"), "", "the next user of the connection is nobody")

	err = by("li.na", func(tx pgx.Tx) error { return (&Complaint{Channel: "电话", Title: "发票没开"}).File(ctx, tx) })
	column, said := FieldError(err)
	same(sqlstate(err)+" "+column, "KF008 channel", "an unknown channel: SQLSTATE and field")
	ok(strings.Contains(said, "hotline"), "... HINT", said)
	err = by("li.na", func(tx pgx.Tx) error {
		_, err := ChangeState(ctx, tx, filed.ID, "closed", nil)
		return err
	})
	column, _ = FieldError(err)
	same(sqlstate(err)+" "+column, "KF001 state", "a state that is not next")

	var many []Complaint
	for n := int64(0); n < 200; n++ {
		many = append(many, Complaint{Channel: "app", Customer: number(1 + n%20), Title: "包裹漏发", Description: text(fmt.Sprintf("Copy %d", n))})
	}
	err = by("li.na", func(tx pgx.Tx) error {
		_, err := Load(ctx, tx, many)
		return err
	})
	same(value("SELECT count(category) || ' ' || count(DISTINCT sheet_no) FROM support.complaint WHERE description LIKE 'Copy %'"),
		"200 200", "COPY: all are classified and numbered")
	err = by("sun.li", func(tx pgx.Tx) error {
		received, err := ReceivedByCategory(ctx, tx, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
		var all int64
		for _, one := range received {
			all += one
		}
		same(all, 60, "kpi_month: the cases of March")
		return err
	})
	same(err, nil, "... without an error")
	err = by("sun.li", func(tx pgx.Tx) error {
		var seen []string
		var last Waiting
		for {
			page, err := QueueAfter(ctx, tx, last, 37)
			if err != nil || len(page) == 0 {
				same(strings.Join(seen, ","), value("SELECT string_agg(complaint_id::text, ',') FROM support.work_queue"),
					"the pages of the queue are the queue")
				return err
			}
			for _, row := range page {
				seen = append(seen, fmt.Sprint(row.Complaint))
			}
			last = page[len(page)-1]
		}
	})
	same(err, nil, "... without an error")
	habits(ctx, by)
}

// habits: all fields of a struct are written, nil where nothing is set; a
// batch; a target, which pgx does not know, is a string.
func habits(ctx context.Context, by func(string, func(pgx.Tx) error) error) {
	err := by("li.na", func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO support.complaint (channel, title, received_at, state, amount, updated_at) VALUES ($1, $2, $3, $4, $5, $6)",
			"app", "发票没开", (*time.Time)(nil), (*string)(nil), 20.5, time.Now())
		return err
	})
	same(err, nil, "nil where nothing is set, a stamp")
	err = by("li.na", func(tx pgx.Tx) error {
		batch := &pgx.Batch{}
		for n := 0; n < 3; n++ {
			batch.Queue("INSERT INTO support.complaint (channel, title) VALUES ($1, $2)", "app", fmt.Sprintf("发票没开 %d", n))
		}
		return tx.SendBatch(ctx, batch).Close()
	})
	same(err, nil, "a batch")
	err = by("sun.li", func(tx pgx.Tx) error {
		var target string
		if err := tx.QueryRow(ctx, "SELECT target FROM support.clock_rule WHERE target IS NOT NULL ORDER BY id LIMIT 1").Scan(&target); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "SET LOCAL search_path = support, complaint_flow"); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "UPDATE support.clock_rule SET target = $1 WHERE target = $2", target, target)
		return err
	})
	same(err, nil, "a target is a string")
}
