//! Enums that are stored and sent as text.

/// Declares an enum whose variants have a text each, the same in the database (TEXT with a CHECK) and on the wire.
///
/// ```ignore
/// text_enum! {
///     /// What somebody may do here.
///     pub Role {
///         /// Sees every district.
///         Headquarters = "headquarters",
///     }
/// }
/// ```
/// Where another room has an enum of that name, `pub Role as "CareRole" {` gives it its own in the API document.
///
/// Gives `ALL`, `as_str`, `parse`, `Display`, serde, the OpenAPI schema and diesel's `Text` both ways.
#[macro_export]
macro_rules! text_enum {
    ($(#[$doc:meta])* $vis:vis $name:ident $(as $schema:literal)? { $($(#[$variant_doc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
                 diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)]
        #[diesel(sql_type = diesel::sql_types::Text)]
        $vis enum $name {
            $($(#[$variant_doc])* #[serde(rename = $text)] $variant,)+
        }

        #[allow(dead_code)]
        impl $name {
            /// Every value, in the order of the declaration.
            $vis const ALL: &[$name] = &[$($name::$variant),+];

            $vis const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text,)+ }
            }

            $vis fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some($name::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        // By hand: the derive does not see texts that come through a macro.
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .enum_values(Some([$($text),+]))
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                let names: &[&'static str] = &[$($schema,)? stringify!($name)];
                names[0].into()
            }
        }

        impl<DB> diesel::serialize::ToSql<diesel::sql_types::Text, DB> for $name
        where
            DB: diesel::backend::Backend,
            str: diesel::serialize::ToSql<diesel::sql_types::Text, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, DB>) -> diesel::serialize::Result {
                diesel::serialize::ToSql::<diesel::sql_types::Text, DB>::to_sql(self.as_str(), out)
            }
        }

        impl<DB> diesel::deserialize::FromSql<diesel::sql_types::Text, DB> for $name
        where
            DB: diesel::backend::Backend,
            String: diesel::deserialize::FromSql<diesel::sql_types::Text, DB>,
        {
            fn from_sql(raw: DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
                let text = <String as diesel::deserialize::FromSql<diesel::sql_types::Text, DB>>::from_sql(raw)?;
                $name::parse(&text).ok_or_else(|| format!("{text:?} is no {}", stringify!($name)).into())
            }
        }
    };
}

#[cfg(test)]
mod tests {
    text_enum! {
        Weather {
            Sunny = "sunny",
            HeavyRain = "heavy_rain",
        }
    }

    #[test]
    fn an_enum_has_one_text_for_the_database_and_the_wire() {
        assert_eq!(serde_json::to_string(&Weather::HeavyRain).unwrap(), "\"heavy_rain\"");
        assert_eq!(serde_json::from_str::<Weather>("\"sunny\"").unwrap(), Weather::Sunny);
        assert!(serde_json::from_str::<Weather>("\"Sunny\"").is_err());
        assert_eq!(
            Weather::ALL
                .iter()
                .map(|w| Weather::parse(w.as_str()))
                .collect::<Vec<_>>(),
            [Some(Weather::Sunny), Some(Weather::HeavyRain)]
        );
        let schema = <Weather as utoipa::PartialSchema>::schema();
        assert!(serde_json::to_string(&schema).unwrap().contains("heavy_rain"));
    }
}
