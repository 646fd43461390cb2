package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
)

// What the server does with its environment is in server/config/environment.go, which no public module holds. It passes
// over a variable that it does not know or cannot read; here that is an error.

const prefix = "MM_"

// defaults is the configuration of a server on its first start. The store sets an empty address of the site first (Load
// in server/config/store.go); the model takes that for an installation that is being updated.
func defaults() *model.Config {
	config := &model.Config{}
	config.ServiceSettings.SiteURL = model.NewPointer("")
	config.SetDefaults()
	return config
}

// settingsOf finds the settings below a value by the variables that set them, MM_<SECTION>_<FIELD>.
func settingsOf(config *model.Config) map[string]reflect.Value {
	settings := map[string]reflect.Value{}
	collect(reflect.ValueOf(config), strings.TrimSuffix(prefix, "_"), settings)
	return settings
}

// collect goes down to what is no structure. As for the server, a pointer without a default leads nowhere, and an
// embedded structure may be left out of the name.
func collect(value reflect.Value, env string, settings map[string]reflect.Value) {
	if value.Kind() == reflect.Pointer {
		value = value.Elem()
	}
	switch value.Kind() {
	case reflect.Invalid:
	case reflect.Struct:
		for i := range value.NumField() {
			field := value.Type().Field(i)
			collect(value.Field(i), env+"_"+strings.ToUpper(field.Name), settings)
			if field.Anonymous {
				collect(value.Field(i), env, settings)
			}
		}
	default:
		settings[env] = value
	}
}

// set reads a text as the server does: a list is split at each blank, a map is JSON.
func set(setting reflect.Value, text string) error {
	switch at := setting.Addr().Interface().(type) {
	case *string:
		*at = text
	case *bool:
		truth, err := strconv.ParseBool(text)
		if err != nil {
			return fmt.Errorf("%q is neither true nor false", text)
		}
		*at = truth
	case *int, *int64:
		number, err := strconv.ParseInt(text, 10, 0)
		if err != nil {
			return fmt.Errorf("%q is no whole number", text)
		}
		setting.SetInt(number)
	case *[]string:
		*at = strings.Split(text, " ")
		for _, element := range *at {
			if element == "" {
				return errors.New("an empty element in a list: one blank separates two elements")
			}
		}
	case *json.RawMessage:
		if !json.Valid([]byte(text)) {
			return errors.New("the text is no JSON")
		}
		*at = json.RawMessage(text)
	default:
		if setting.Kind() != reflect.Map {
			return fmt.Errorf("the server reads no %s from its environment: it ends", setting.Type())
		}
		if err := json.Unmarshal([]byte(text), at); err != nil {
			return fmt.Errorf("the text is no JSON of a %s: %w", setting.Type(), err)
		}
	}
	return nil
}
