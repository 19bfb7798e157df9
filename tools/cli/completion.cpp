#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "cli/commands.hpp"
#include "cli/tool.hpp"
#include "core/command.hpp"

namespace site {
namespace {

/// What may follow one command or group, the same for all shells.
struct Place {
    std::string words;                                      ///< "node power", "node", ""
    std::vector<std::pair<std::string, std::string>> next;  ///< word, what it does
    std::vector<OptionSpec> options;
    std::vector<std::string> choices;  ///< of its arguments
    bool files = false, folders = false;
};

bool names_file(const std::string& value) { return value.find("FILE") != std::string::npos; }
bool names_folder(const std::string& value) { return value.find("DIR") != std::string::npos; }

void add_next_words(Place& place, const std::vector<CommandSpec>& commands) {
    std::set<std::string> seen;
    const auto before = place.words.empty() ? std::string{} : place.words + ' ';
    for (const auto& command : commands) {
        if (command.hidden || command.words.rfind(before, 0) != 0 || command.words == place.words) continue;
        const auto tail = command.words.substr(before.size());
        const auto word = tail.substr(0, tail.find(' '));
        if (!seen.insert(word).second) continue;
        place.next.emplace_back(word, word == tail ? command.summary : word + " ...");
    }
}

std::vector<Place> places_of(const ToolSpec& tool) {
    const auto commands = all_commands(tool);
    std::vector<Place> places(1);
    std::set<std::string> groups;
    for (const auto& command : commands) {
        if (command.hidden) continue;
        for (auto blank = command.words.find(' '); blank != std::string::npos;
             blank = command.words.find(' ', blank + 1))
            if (groups.insert(command.words.substr(0, blank)).second)
                places.push_back({command.words.substr(0, blank), {}, tool.options, {}, false, false});
        Place place{command.words, {}, options_of(tool, command), {}, false, false};
        for (const auto& argument : command.arguments) {
            place.choices.insert(place.choices.end(), argument.choices.begin(), argument.choices.end());
            place.files = place.files || names_file(argument.name);
            place.folders = place.folders || names_folder(argument.name);
        }
        const auto same = [&](const Place& other) { return other.words == place.words; };
        const auto known = std::find_if(places.begin(), places.end(), same);
        if (known == places.end())
            places.push_back(place);
        else
            *known = place;
    }
    places.front().options = tool.options;
    for (auto& place : places) {
        add_next_words(place, commands);
        place.options.insert(place.options.end(), standard_options().begin(), standard_options().end());
    }
    return places;
}

/// All options that take a value, of any command.
std::string value_options(const std::vector<Place>& places, const std::string& between) {
    std::set<std::string> names;
    for (const auto& place : places)
        for (const auto& option : place.options)
            if (!option.value.empty()) names.insert(option.name);
    std::string list;
    for (const auto& name : names) list += (list.empty() ? "" : between) + name;
    return list;
}

std::string quoted(const std::string& text) {
    const auto shell = quote_for_shell(text);
    return shell.front() == '\'' ? shell : '\'' + shell + '\'';
}

std::string function_name(const ToolSpec& tool) {
    std::string name = "_" + tool.name;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

std::string words_of(const Place& place) {
    std::string list;
    const auto add = [&](const std::string& word) { list += (list.empty() ? "" : " ") + word; };
    for (const auto& [word, says] : place.next) add(word);
    for (const auto& choice : place.choices) add(choice);
    return list;
}

std::string option_names(const Place& place) {
    std::string list;
    for (const auto& option : place.options) list += (list.empty() ? "" : " ") + option.name;
    return list;
}

std::string choices_of(const OptionSpec& option) {
    std::string list;
    for (const auto& choice : option.choices) list += (list.empty() ? "" : " ") + choice;
    return list;
}

/// The case arms by which bash and zsh follow the words of a command.
std::string next_command_arms(const std::vector<Place>& places) {
    std::string arms;
    for (const auto& place : places)
        if (!place.words.empty()) arms += (arms.empty() ? "" : " | ") + quoted(place.words);
    return arms;
}

/// Loop that finds the command in `words` (a bash or zsh array), from `first` to before `last`.
std::string find_command_loop(const std::vector<Place>& places, const std::string& words, const std::string& first,
                              const std::string& last) {
    std::ostringstream out;
    const auto with_value = value_options(places, " | ");
    out << "    for ((i = " << first << "; i < " << last << "; i++)); do\n"
        << "        word=${" << words << "[i]}\n"
        << "        if ((skip)); then skip=0; continue; fi\n"
        << "        case $word in\n"
        << "            --) return ;;\n";
    if (!with_value.empty()) out << "            " << with_value << ") skip=1 ;;\n";
    out << "            -*) ;;\n"
        << "            *)\n"
        << "                case \"${command:+$command }$word\" in\n"
        << "                    " << next_command_arms(places) << ") command=\"${command:+$command }$word\" ;;\n"
        << "                esac ;;\n"
        << "        esac\n"
        << "    done\n";
    return out.str();
}

std::string format_bash(const ToolSpec& tool, const std::vector<Place>& places) {
    const auto function = function_name(tool);
    std::ostringstream out;
    out << "# bash completion for " << tool.name << "; made by '" << tool.name << " completion bash'\n"
        << function << "() {\n"
        << "    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
        << "    local command='' word='' words='' kind='' i skip=0\n"
        << "    COMPREPLY=()\n"
        << "    if [[ $current == '=' ]]; then current=''\n"
        << "    elif [[ $previous == '=' ]]; then previous=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
        << find_command_loop(places, "COMP_WORDS", "1", "COMP_CWORD") << "    case \"$command:$previous\" in\n";
    for (const auto& place : places)
        for (const auto& option : place.options) {
            if (option.value.empty()) continue;
            out << "        " << quoted(place.words + ':' + option.name) << ") ";
            if (!option.choices.empty())
                out << "words=" << quoted(choices_of(option)) << "; kind=value ;;\n";
            else if (names_folder(option.value))
                out << "kind=folder ;;\n";
            else if (names_file(option.value))
                out << "kind=file ;;\n";
            else
                out << "return ;;\n";
        }
    out << "    esac\n"
        << "    if [[ -z $kind ]]; then\n"
        << "        case \"$command\" in\n";
    for (const auto& place : places) {
        out << "            " << quoted(place.words) << ")\n"
            << "                if [[ $current == -* ]]; then words=" << quoted(option_names(place)) << "\n"
            << "                else words=" << quoted(words_of(place)) << "; kind="
            << (place.files     ? "file"
                : place.folders ? "folder"
                                : "word")
            << "; fi ;;\n";
    }
    out << "        esac\n"
        << "    fi\n"
        << "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
        << "    case $kind in\n"
        << "        file) compopt -o filenames; mapfile -t -O \"${#COMPREPLY[@]}\" COMPREPLY < <(compgen -f -- "
           "\"$current\") ;;\n"
        << "        folder) compopt -o filenames; mapfile -t -O \"${#COMPREPLY[@]}\" COMPREPLY < <(compgen -d -- "
           "\"$current\") ;;\n"
        << "    esac\n"
        << "}\n"
        << "complete -F " << function << ' ' << tool.name << '\n';
    return out.str();
}

/// 'word:what it does' for zsh's _describe.
std::string zsh_item(const std::string& word, const std::string& says) {
    std::string escaped;
    for (const char c : word) escaped += c == ':' ? std::string("\\:") : std::string(1, c);
    return ' ' + quoted(escaped + ':' + says);
}

std::string format_zsh(const ToolSpec& tool, const std::vector<Place>& places) {
    const auto function = function_name(tool);
    std::ostringstream out;
    out << "#compdef " << tool.name << '\n'
        << "# zsh completion for " << tool.name << "; made by '" << tool.name << " completion zsh'\n"
        << function << "() {\n"
        << "    local command='' word='' previous=${words[CURRENT-1]} i skip=0\n"
        << "    local -a names\n"
        << find_command_loop(places, "words", "2", "CURRENT") << "    case \"$command:$previous\" in\n";
    for (const auto& place : places)
        for (const auto& option : place.options) {
            if (option.value.empty()) continue;
            out << "        " << quoted(place.words + ':' + option.name) << ") ";
            if (!option.choices.empty())
                out << "compadd -- " << choices_of(option) << "; return ;;\n";
            else if (names_folder(option.value))
                out << "_files -/; return ;;\n";
            else if (names_file(option.value))
                out << "_files; return ;;\n";
            else
                out << "_message " << quoted(option.value) << "; return ;;\n";
        }
    out << "    esac\n"
        << "    case \"$command\" in\n";
    for (const auto& place : places) {
        out << "        " << quoted(place.words) << ")\n"
            << "            if [[ $PREFIX == -* ]]; then\n"
            << "                names=(";
        for (const auto& option : place.options) out << zsh_item(option.name, option.help);
        out << " )\n"
            << "                _describe -o option names\n"
            << "            else\n"
            << "                names=(";
        for (const auto& [word, says] : place.next) out << zsh_item(word, says);
        for (const auto& choice : place.choices) out << ' ' << quoted(choice);
        out << " )\n"
            << "                (( ${#names} )) && _describe word names\n";
        if (place.files)
            out << "                _files\n";
        else if (place.folders)
            out << "                _files -/\n";
        out << "            fi ;;\n";
    }
    out << "    esac\n"
        << "}\n"
        << "if [[ ${funcstack[1]} == " << function << " ]]; then " << function << " \"$@\"; else compdef " << function
        << ' ' << tool.name << "; fi\n";
    return out.str();
}

/// fish knows two escapes inside single quotes.
std::string fish_quoted(const std::string& text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') out += '\\';
        out += c;
    }
    return out + '\'';
}

std::string format_fish(const ToolSpec& tool, const std::vector<Place>& places) {
    const auto function = "_" + function_name(tool) + "_at";
    std::ostringstream out;
    out << "# fish completion for " << tool.name << "; made by '" << tool.name << " completion fish'\n"
        << "function " << function << "\n"
        << "    set -l command ''\n"
        << "    set -l skip 0\n"
        << "    for word in (commandline -opc)[2..-1]\n"
        << "        if test $skip = 1\n"
        << "            set skip 0\n"
        << "            continue\n"
        << "        end\n"
        << "        switch $word\n"
        << "            case --\n"
        << "                return 1\n";
    const auto with_value = value_options(places, " ");
    if (!with_value.empty()) out << "            case " << with_value << "\n                set skip 1\n";
    out << "            case '-*'\n"
        << "            case '*'\n"
        << "                set -l longer (string trim -- \"$command $word\")\n"
        << "                contains -- $longer";
    for (const auto& place : places)
        if (!place.words.empty()) out << ' ' << fish_quoted(place.words);
    out << "; and set command $longer\n"
        << "        end\n"
        << "    end\n"
        << "    test \"$command\" = \"$argv[1]\"\n"
        << "end\n"
        << "complete -c " << tool.name << " -f\n";
    for (const auto& place : places) {
        const auto at = "complete -c " + tool.name + " -n " + fish_quoted(function + ' ' + fish_quoted(place.words));
        for (const auto& [word, says] : place.next) out << at << " -a " << word << " -d " << fish_quoted(says) << '\n';
        for (const auto& choice : place.choices) out << at << " -a " << fish_quoted(choice) << '\n';
        if (place.files)
            out << at << " -F\n";
        else if (place.folders)
            out << at << " -a '(__fish_complete_directories)'\n";
        for (const auto& option : place.options) {
            const bool is_long = option.name.rfind("--", 0) == 0;
            out << at
                << (is_long                   ? " -l "
                    : option.name.size() == 2 ? " -s "
                                              : " -o ")
                << option.name.substr(is_long ? 2 : 1);
            if (!option.choices.empty())
                out << " -x -a " << fish_quoted(choices_of(option));
            else if (names_folder(option.value))
                out << " -x -a '(__fish_complete_directories)'";
            else if (names_file(option.value))
                out << " -r -F";
            else if (!option.value.empty())
                out << " -x";
            out << " -d " << fish_quoted(option.help) << '\n';
        }
    }
    return out.str();
}

}  // namespace

std::string format_completion(const ToolSpec& tool, const std::string& shell) {
    const auto places = places_of(tool);
    if (shell == "bash") return format_bash(tool, places);
    if (shell == "zsh") return format_zsh(tool, places);
    if (shell == "fish") return format_fish(tool, places);
    throw Error(Exit::usage, "no completion for shell \"" + shell + '"');
}

}  // namespace site
