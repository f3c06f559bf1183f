package main

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgconn"
	"github.com/jackc/pgx/v4"
	"github.com/jackc/pgx/v4/pgxpool"
)

// ActingAs runs a transaction in which a person acts.  The setting ends with it.
func ActingAs(ctx context.Context, pool *pgxpool.Pool, person string, work func(pgx.Tx) error) error {
	return pool.BeginFunc(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "SELECT set_config('complaint_flow.actor', $1, true)", person); err != nil {
			return err
		}
		return work(tx)
	})
}

type Complaint struct {
	ID              int64
	Channel         string
	Customer        *int64
	Title           string
	Description     *string
	Category, Owner *string
	DueAt           *time.Time
	Missing         []string
}

// File writes what is known, and reads what the engine made of it.
func (c *Complaint) File(ctx context.Context, tx pgx.Tx) error {
	return tx.QueryRow(ctx, `
		INSERT INTO support.complaint (channel, customer_id, title, description) VALUES ($1, $2, $3, $4)
		RETURNING id, category, owner, due_at, missing`, c.Channel, c.Customer, c.Title, c.Description).
		Scan(&c.ID, &c.Category, &c.Owner, &c.DueAt, &c.Missing)
}

// ChangeState returns the state that the case is in afterwards.
func ChangeState(ctx context.Context, tx pgx.Tx, id int64, state string, reason *string) (after string, err error) {
	err = tx.QueryRow(ctx, "UPDATE support.complaint SET state = $1, reason = $2 WHERE id = $3 RETURNING state", state, reason, id).Scan(&after)
	return
}

func OpenWorkOrder(ctx context.Context, tx pgx.Tx, id int64, department, task string) (order int64, err error) {
	err = tx.QueryRow(ctx, "INSERT INTO support.work_order (complaint_id, department, task) VALUES ($1, $2, $3) RETURNING id",
		id, department, task).Scan(&order)
	return
}

// FieldError is what a form shows, and at which field.
func FieldError(err error) (column, text string) {
	var said *pgconn.PgError
	if errors.As(err, &said) {
		text = said.Message
		if said.Hint != "" {
			text += ": " + said.Hint
		}
		return said.ColumnName, text
	}
	return "", err.Error()
}

// Load copies many.
func Load(ctx context.Context, tx pgx.Tx, all []Complaint) (int64, error) {
	return tx.CopyFrom(ctx, pgx.Identifier{"support", "complaint"}, []string{"channel", "customer_id", "title", "description"},
		pgx.CopyFromSlice(len(all), func(i int) ([]interface{}, error) {
			return []interface{}{all[i].Channel, all[i].Customer, all[i].Title, all[i].Description}, nil
		}))
}

func ReceivedByCategory(ctx context.Context, tx pgx.Tx, month time.Time) (map[string]int64, error) {
	rows, err := tx.Query(ctx, `
		SELECT coalesce(category, ''), sum(received)::bigint FROM support.kpi_month WHERE month = $1 GROUP BY category`, month)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	received := map[string]int64{}
	for rows.Next() {
		var category string
		var count int64
		if err := rows.Scan(&category, &count); err != nil {
			return nil, err
		}
		received[category] = count
	}
	return received, rows.Err()
}

type Waiting struct {
	Complaint int64
	Priority  int32
	DueAt     *time.Time
	Title     *string
}

// QueueAfter reads a page of the queue; last is the last row of the page before, or the zero value.
func QueueAfter(ctx context.Context, tx pgx.Tx, last Waiting, size int) (page []Waiting, err error) {
	rows, err := tx.Query(ctx, `
		SELECT complaint_id, priority, due_at, title FROM support.work_queue
		 WHERE (priority, coalesce(due_at, 'infinity'), complaint_id) > ($1, coalesce($2, timestamptz 'infinity'), $3)
		 ORDER BY priority, coalesce(due_at, 'infinity'), complaint_id LIMIT $4`, last.Priority, last.DueAt, last.Complaint, size)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var row Waiting
		if err := rows.Scan(&row.Complaint, &row.Priority, &row.DueAt, &row.Title); err != nil {
			return nil, err
		}
		page = append(page, row)
	}
	return page, rows.Err()
}
