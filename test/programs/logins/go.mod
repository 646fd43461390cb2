module logins

go 1.26.0
