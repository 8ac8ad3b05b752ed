//! Statements by place and time.
